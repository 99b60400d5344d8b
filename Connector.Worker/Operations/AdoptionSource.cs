using System.Globalization;
using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Operations;
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

namespace Connector.Worker.Operations;

/// <summary>
/// Finds what an adoption is about, a part for each contact with its persons: reads every record that the filter names. An entity's job is asked for
/// where it has something to adopt; it runs under its account's lease, like all work, and looks again.
/// </summary>
/// <remarks>
/// Counts: <c>contacts</c>, <c>persons</c> looked at, and of their fields <c>wouldAdopt</c> (values that become ours), <c>alreadyOurs</c> (what we wrote
/// or adopted), <c>empty</c>, <c>humanChanged</c> (changed by humans since we wrote: they stay theirs).
/// </remarks>
internal sealed class AdoptionSource(
    SuperOfficeClient client, FieldMaps maps, WriteLedger ledger, IOptions<TenantOptions> tenant, IOptions<SuperOfficeOptions> superOffice) : IOperationSource
{
    private readonly SuperOfficeClient _client = client.With(CallClass.Replay);
    private readonly OwnerList _owners = new(tenant.Value.Owners);

    public OperationKind Kind => OperationKind.Adopt;

    private string Tenant => superOffice.Value.ContextIdentifier;

    public async IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scope = ScopeOf(operation.Selection);
        var last = after.Length == 0 ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
        await foreach (var id in ContactsAsync(operation.Selection, last, cancellationToken))
        {
            var cursor = id.ToString(CultureInfo.InvariantCulture);
            var counts = new Dictionary<string, long>();
            var (items, requests) = (new List<OperationItem>(), new List<JobRequest>());
            if (await _client.GetContactAsync(id, cancellationToken) is { Deleted: false } contact
                && scope.Includes(contact)
                && _owners.Includes(contact.Owner?.AssociateId ?? 0, contact.Owner?.Name ?? ""))
            {
                await foreach (var (key, fields) in LookAsync(contact, cancellationToken))
                {
                    Count(counts, key.Kind, fields);
                    items.Add(ItemOf(id, key, fields));
                    // What is ours already may still lack its stamp.
                    if (fields.Any(f => f.Verdict is AdoptionVerdict.Adopt or AdoptionVerdict.AlreadyOurs))
                    {
                        requests.Add(RequestOf(operation, id, key));
                    }
                }
            }

            yield return new OperationPart(cursor, counts, items, requests);
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
    private async IAsyncEnumerable<int> ContactsAsync(Selection selection, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (selection is { Entities: not null, Owners: null, Categories: null })
        {
            foreach (var id in selection.Keys.Select(key => key.Id).Where(id => id > after).Order())
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

    private static OperationItem ItemOf(int contact, EntityKey key, IReadOnlyList<AdoptedField> fields)
    {
        var human = fields.FirstOrDefault(f => f.Verdict == AdoptionVerdict.HumanChanged);
        return new OperationItem(
            key.ToString(), null, $"c{contact}",
            [
                .. fields.Where(f => f.Verdict == AdoptionVerdict.Adopt).Select(f => new FieldChange(f.Field.Field, f.Field.ProgId, "adopt", f.Present, f.Present, "it becomes ours")
                {
                    OldText = Readable.Of(f.Field.Definition.Type, f.Present),
                }),
            ],
            human is null ? null : $"{human.Field.Field}: a human changed it since we wrote, and it stays theirs");
    }

    private JobRequest RequestOf(Operation operation, int contact, EntityKey key) => new()
    {
        JobId = operation.JobOf(key.ToString()),
        Tenant = Tenant,
        Account = AccountKey.OfContact(Tenant, contact).Account,
        Entity = key,
        Kind = RequestKind.Adopt,
        By = operation.By,
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

    private static Scope ScopeOf(Selection selection)
    {
        var options = new ScopeOptions { All = selection.All == true };
        Fill(options.Contacts, selection.Keys.Select(key => key.Id));
        Fill(options.Owners, selection.Owners ?? []);
        Fill(options.Categories, selection.Categories ?? []);
        return new Scope(options);

        static void Fill<T>(IList<T> list, IEnumerable<T> entries)
        {
            foreach (var entry in entries)
            {
                list.Add(entry);
            }
        }
    }
}
