using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Search;

namespace Connector.SuperOffice.TestRecords;

/// <summary>
/// Makes and deletes companies, each with a person, by which a person tries the connector out. They bear two marks, and only what bears both is ever deleted:
/// the department, which SuperOffice shows beside the name and searches by, and a sentence in the description. The name bears none: the Company Explorer is asked
/// about it. No service has this; see <see cref="TestCompaniesRegistration"/>.
/// </summary>
public sealed class TestCompanies
{
    /// <summary>The department of a test company.</summary>
    public const string Department = "Connector test";

    /// <summary>The sentence in the description of a test company, and of its person.</summary>
    public const string Mark = "Made by 'connector company create', and may be deleted by 'connector company delete'.";

    /// <summary>The last name of its person.</summary>
    public const string Lastname = "Connector test";

    private readonly ApiCaller _api;
    private readonly SuperOfficeClient _client;

    internal TestCompanies(ApiCaller api, SuperOfficeClient client) => (_api, _client) = (api, client);

    /// <summary>The test companies that there are, by id.</summary>
    public async Task<IReadOnlyList<TestCompany>> FindAsync(CancellationToken cancellationToken)
    {
        List<TestCompany> found = [];
        var query = new ArchiveQuery { Filter = ArchiveFilter.Is("department", Department), Columns = ["name"] };
        await foreach (var row in _client.Search.ContactsAsync(query, cancellationToken))
        {
            if (await _client.Contacts.GetAsync(row.PrimaryKey, cancellationToken) is { } contact && IsMarked(contact))
            {
                found.Add(Of(contact));
            }
        }

        return [.. found.OrderBy(one => one.ContactId)];
    }

    /// <summary>A company of that name, marked or not; null if there is none.</summary>
    public async Task<int?> FindNamesakeAsync(string name, CancellationToken cancellationToken)
    {
        var query = new ArchiveQuery { Filter = ArchiveFilter.Is("name", name), Columns = ["name"], PageSize = 1 };
        await foreach (var row in _client.Search.ContactsAsync(query, cancellationToken))
        {
            return row.PrimaryKey;
        }

        return null;
    }

    /// <summary>Makes the company. It has no person yet: see <see cref="AddPersonAsync"/>.</summary>
    public async Task<TestCompany> CreateAsync(NewTestCompany wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var draft = await _client.Contacts.GetDefaultAsync(cancellationToken);
        new NewContact(wanted.Name) { Website = Given(wanted.Website), City = Given(wanted.City) }.Fill(draft);
        draft.Set("Department", Department).Set("Description", Mark);
        return Of(await _client.Contacts.CreateAsync(draft, cancellationToken));
    }

    /// <summary>Makes its person; the source is the tenant's default.</summary>
    /// <returns>The person's id.</returns>
    public async Task<int> AddPersonAsync(TestCompany company, string jobTitle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(company);
        var draft = await _client.Persons.GetDefaultAsync(cancellationToken);
        draft.Set("Contact", new JsonObject { ["ContactId"] = company.ContactId })
            .Set("Lastname", Lastname).Set("Title", jobTitle).Set("Description", Mark);
        return (await _client.Persons.CreateAsync(draft, cancellationToken)).PersonId;
    }

    /// <summary>
    /// Deletes a test company with its persons, after reading again that they are that: SuperOffice puts them into its recycle bin. What changed meanwhile is
    /// refused by SuperOffice, as far as it honours that.
    /// </summary>
    /// <returns>False if there is none any more.</returns>
    /// <exception cref="SuperOfficeException">
    /// Also <see cref="FailureKind.Refused"/>, without a status, if it bears no mark or somebody else's person is at it; nothing was deleted.
    /// </exception>
    public async Task<bool> DeleteAsync(int contactId, CancellationToken cancellationToken)
    {
        if (await _client.Contacts.GetAsync(contactId, cancellationToken) is not { Deleted: false } contact)
        {
            return false;
        }

        if (!IsMarked(contact))
        {
            throw Refused($"Contact {contactId} is no test company: its department or its description does not say so.");
        }

        List<PersonRecord> persons = [];
        foreach (var id in contact.PersonIds)
        {
            if (await _client.Persons.GetAsync(id, cancellationToken) is { Deleted: false } person)
            {
                persons.Add(person);
            }
        }

        if (persons.Find(person => !HasMark(person)) is { } other)
        {
            throw Refused($"Person {other.PersonId} at contact {contactId} was not made by the connector: move or delete it in SuperOffice first.");
        }

        foreach (var person in persons)
        {
            await DeleteAsync(CrmEntity.Person, person.PersonId, person.UpdatedDate, cancellationToken);
        }

        // Without the date: deleting a person may have changed it.
        return await DeleteAsync(CrmEntity.Contact, contactId, persons.Count == 0 ? contact.UpdatedDate : null, cancellationToken);
    }

    private async Task<bool> DeleteAsync(CrmEntity entity, int id, DateTimeOffset? readAt, CancellationToken cancellationToken)
    {
        var call = new ApiCall(HttpMethod.Delete, $"v1/{entity}/{{id}}", $"v1/{entity}/{id}") { UnmodifiedSince = readAt };
        return !(await _api.SendAsync(call, mayBeMissing: true, cancellationToken)).IsNotFound;
    }

    private static bool IsMarked(ContactRecord contact) => !contact.Deleted && HasMark(contact) && TextOf(contact, "Department") == Department;

    private static bool HasMark(CrmRecord record) => TextOf(record, "Description").Contains(Mark, StringComparison.Ordinal);

    private static string TextOf(CrmRecord record, string member) =>
        record.Raw.IsNone ? "" : record.Raw.Root.Member(member) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static TestCompany Of(ContactRecord contact) => new(contact.ContactId, contact.Name, contact.PersonIds);

    private static string? Given(string text) => text.Length > 0 ? text : null;

    private static SuperOfficeException Refused(string why) => new(FailureKind.Refused, FailureScope.Entity, why);
}
