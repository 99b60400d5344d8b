using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Events;
using Connector.Sandbox.Tenant.Search;

namespace Connector.Sandbox.Tenant;

/// <summary>
/// What <c>Archive/dynamic</c> knows: columns of database tables in dot syntax, of one table at a time. Here the statistics of webhooks, and companies with those
/// in the bin. Source: SuperOffice docs, api/search/odata, and automation/webhook for the table.
/// </summary>
internal sealed class DynamicArchives
{
    private readonly Dictionary<string, IArchive> _byTable;

    public DynamicArchives(TenantDatabase database, Subscriptions subscriptions) => _byTable = new(StringComparer.OrdinalIgnoreCase)
    {
        ["webhook_usage"] = new Archive<Subscription>("dynamic", () => subscriptions.All, one => one.Id,
        [
            new("webhook_usage.webhook_usage_id", ColumnKind.Number, one => one.Id),
            new("webhook_usage.total_calls", ColumnKind.Number, one => one.TotalCalls),
            new("webhook_usage.total_errors", ColumnKind.Number, one => one.TotalErrors),
            new("webhook_usage.consecutive_errors", ColumnKind.Number, one => one.ConsecutiveErrors),
            new("webhook_usage.last_error", ColumnKind.Text, one => one.LastError),
        ]),
        ["contact"] = new Archive<ContactRow>("dynamic", () => database.Contacts.All, row => row.Id,
        [
            new("contact.contact_id", ColumnKind.Number, row => row.Id),
            new("contact.name", ColumnKind.Text, row => row.Name),
            new("contact.deleted", ColumnKind.Number, row => row.DeletedAt is null ? 0 : 1),
            new("contact.DeletedDate", ColumnKind.Date, row => row.DeletedAt ?? DateTimeOffset.MinValue),
        ]),
    };

    /// <summary>The archive of the table that the first column names; null if it is none of these.</summary>
    public IArchive? Of(SearchQuery query) => query.Select is [var first, ..] ? _byTable.GetValueOrDefault(first.Split('.')[0]) : null;
}
