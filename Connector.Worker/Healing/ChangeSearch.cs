using Connector.Jobs.Accounts;
using Connector.Jobs.Subscriptions;
using Connector.SuperOffice;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Search;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Healing;

/// <summary>
/// Looks through what has changed in the CRM since events were lost, a page at a time, and makes those records due that no event told of. Each then goes the way of an event: a
/// read decides, and its fingerprint whether anything is asked. Where a page ends is kept with the report, so that another worker goes on from there.
/// </summary>
internal sealed class ChangeSearch(
    SuperOfficeClient client, Subscriptions subscriptions, IOptions<SuperOfficeOptions> superOffice, IOptions<TenantOptions> tenant, TimeProvider time)
{
    private const string By = "catch-up";

    private readonly SuperOfficeClient _client = client.With(CallClass.Reconcile);

    /// <summary>Takes the next page.</summary>
    /// <returns>Where the search is afterwards; null if other work of the tenant goes first.</returns>
    /// <exception cref="SuperOfficeException">SuperOffice does not answer, or has no call to spare.</exception>
    public async Task<CatchUp?> StepAsync(CatchUp at, CancellationToken cancellationToken)
    {
        var page = new List<ChangedRecord>();
        var last = at.After;
        await foreach (var row in Rows(at, cancellationToken).Take(Subscriptions.MostRecords).WithCancellation(cancellationToken))
        {
            page.Add(RecordOf(row, at));
            last = row.PrimaryKey;
        }

        if (page.Count == 0)
        {
            return at.AtPersons || !tenant.Value.Persons.Enrich ? at with { EndedAt = time.GetUtcNow() } : at with { AtPersons = true, After = 0 };
        }

        var untold = await subscriptions.ReconcileAsync(
            superOffice.Value.ContextIdentifier, $"{at.StartedAt.ToUnixTimeMilliseconds()}", By, page, cancellationToken);
        return untold is { } found ? at with { After = last, Changed = at.Changed + page.Count, Untold = at.Untold + found } : null;
    }

    private IAsyncEnumerable<ArchiveRow> Rows(CatchUp at, CancellationToken cancellationToken) => at.AtPersons
        ? _client.Search.PersonsChangedSinceAsync(at.Since, Query("personId", at, "personUpdatedDate", "contactId"), cancellationToken)
        : _client.Search.ContactsChangedSinceAsync(at.Since, Query("contactId", at, "updatedDate"), cancellationToken);

    private static ArchiveQuery Query(string key, CatchUp at, params string[] columns) => new()
    {
        Filter = ArchiveFilter.Greater(key, at.After),
        Columns = columns,
        PageSize = Subscriptions.MostRecords,
    };

    // A record without a readable date has changed since, for that is what was asked for.
    private ChangedRecord RecordOf(ArchiveRow row, CatchUp at)
    {
        var company = at.AtPersons ? row.Integer("contactId") : row.PrimaryKey;
        var tenantId = superOffice.Value.ContextIdentifier;
        return new ChangedRecord(
            (company is > 0 ? AccountKey.OfContact(tenantId, company.Value) : AccountKey.OfPerson(tenantId, row.PrimaryKey)).Account,
            at.AtPersons ? EntityKey.Person(row.PrimaryKey) : EntityKey.Contact(row.PrimaryKey),
            row.Date(at.AtPersons ? "personUpdatedDate" : "updatedDate") ?? time.GetUtcNow());
    }
}
