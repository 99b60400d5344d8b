using System.Globalization;
using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Bulk;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Search;
using Connector.Worker.Deciding;
using Connector.Worker.Limits;
using Connector.Worker.Passes;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Bulk;

/// <summary>
/// Finds what an adoption is about, a part for each contact with its persons: reads every record that the filter names. An entity's job is asked for
/// where it has something to adopt; it runs under its account's lease, like all work, and looks again.
/// </summary>
/// <remarks>
/// Counts: <c>contacts</c>, <c>persons</c> looked at, and of their fields <c>wouldAdopt</c> (values that become ours), <c>alreadyOurs</c> (what we wrote
/// or adopted), <c>empty</c>, <c>humanChanged</c> (changed by humans since we wrote: they stay theirs).
/// </remarks>
internal sealed class AdoptionSource(
    SuperOfficeClient client, FieldMaps maps, WriteLedger ledger, IOptions<TenantOptions> tenant, IOptions<SuperOfficeOptions> superOffice) : IBulkSource
{
    private readonly SuperOfficeClient _client = client.With(CallClass.Replay);
    private readonly OwnerList _owners = new(tenant.Value.Owners);

    public RequestKind Kind => RequestKind.Adopt;

    private string Tenant => superOffice.Value.ContextIdentifier;

    public async IAsyncEnumerable<BulkPart> FindAsync(BulkRequest bulk, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = bulk.Wish.Adopt!;
        var scope = ScopeOf(filter);
        var last = after.Length == 0 ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
        await foreach (var id in ContactsAsync(filter, last, cancellationToken))
        {
            var cursor = id.ToString(CultureInfo.InvariantCulture);
            var counts = new Dictionary<string, long>();
            var requests = new List<JobRequest>();
            if (await _client.GetContactAsync(id, cancellationToken) is { Deleted: false } contact
                && scope.Includes(contact)
                && _owners.Includes(contact.Owner?.AssociateId ?? 0, contact.Owner?.Name ?? ""))
            {
                await foreach (var (key, fields) in LookAsync(contact, cancellationToken))
                {
                    Count(counts, key.Kind, fields);
                    // What is ours already may still lack its stamp.
                    if (fields.Any(f => f.Verdict is AdoptionVerdict.Adopt or AdoptionVerdict.AlreadyOurs))
                    {
                        requests.Add(RequestOf(bulk, id, key));
                    }
                }
            }

            yield return new BulkPart(cursor, counts, requests);
        }
    }

    private async IAsyncEnumerable<(EntityKey Key, IReadOnlyList<AdoptedField> Fields)> LookAsync(
        ContactRecord contact, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = EntityKey.Contact(contact.ContactId);
        yield return (key, await LookAsync(key, contact, await maps.OfContactsAsync(cancellationToken), cancellationToken));
        if (!tenant.Value.Persons.Enrich)
        {
            yield break;
        }

        var persons = new ArchiveQuery { Filter = ArchiveFilter.Equal("contactId", contact.ContactId) };
        await foreach (var row in _client.Search.PersonsAsync(persons, cancellationToken))
        {
            if (await _client.GetPersonAsync(row.PrimaryKey, cancellationToken) is { Deleted: false } person
                && person.ContactId == contact.ContactId && PersonRules.RefusalOf(person, tenant.Value.Persons) is null)
            {
                var personKey = EntityKey.Person(row.PrimaryKey);
                yield return (personKey, await LookAsync(personKey, person, await maps.OfPersonsAsync(cancellationToken), cancellationToken));
            }
        }
    }

    /// <summary>Named ones without a search; where owners or categories count, every contact has to be looked at.</summary>
    private async IAsyncEnumerable<int> ContactsAsync(AdoptionFilter filter, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!filter.All && filter.Owners.Count == 0 && filter.Categories.Count == 0)
        {
            foreach (var id in filter.Contacts.Where(id => id > after).Distinct().Order())
            {
                yield return id;
            }

            yield break;
        }

        await foreach (var row in _client.Search.ContactsAsync(new ArchiveQuery { Filter = ArchiveFilter.Greater("contactId", after) }, cancellationToken))
        {
            yield return row.PrimaryKey;
        }
    }

    private async Task<IReadOnlyList<AdoptedField>> LookAsync(EntityKey key, CrmRecord record, FieldMap map, CancellationToken cancellationToken)
    {
        var known = await ledger.ReadAsync(Tenant, key, cancellationToken);
        var written = known.Written.Count == 0 && known.OpenIntent is null ? Recovered.From(key, map, record.Fields)?.Written ?? known.Written : known.Written;
        return AdoptionTable.Of(map, record.Fields, written);
    }

    private JobRequest RequestOf(BulkRequest bulk, int contact, EntityKey key) => new()
    {
        JobId = $"adopt-{bulk.Id}-{Fingerprint.Of("adopt", Tenant, key.ToString())[..24]}",
        Tenant = Tenant,
        Account = AccountKey.OfContact(Tenant, contact).Account,
        Entity = key,
        Kind = RequestKind.Adopt,
        By = bulk.By,
    };

    private static void Count(Dictionary<string, long> counts, EntityKind kind, IReadOnlyList<AdoptedField> fields)
    {
        Add(kind == EntityKind.Contact ? "contacts" : "persons", 1);
        Add("wouldAdopt", fields.Count(f => f.Verdict == AdoptionVerdict.Adopt));
        Add("alreadyOurs", fields.Count(f => f.Verdict == AdoptionVerdict.AlreadyOurs));
        Add("empty", fields.Count(f => f.Verdict == AdoptionVerdict.Empty));
        Add("humanChanged", fields.Count(f => f.Verdict == AdoptionVerdict.HumanChanged));

        void Add(string what, int more) => counts[what] = counts.GetValueOrDefault(what) + more;
    }

    private static Scope ScopeOf(AdoptionFilter filter)
    {
        var options = new ScopeOptions { All = filter.All };
        foreach (var contact in filter.Contacts)
        {
            options.Contacts.Add(contact);
        }

        foreach (var owner in filter.Owners)
        {
            options.Owners.Add(owner);
        }

        foreach (var category in filter.Categories)
        {
            options.Categories.Add(category);
        }

        return new Scope(options);
    }
}
