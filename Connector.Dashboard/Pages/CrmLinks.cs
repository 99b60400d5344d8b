using Connector.Jobs;
using Connector.Jobs.Accounts;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard.Pages;

/// <summary>Where records are in the CRM's own pages, see <see cref="DashboardOptions.CrmUrl"/>.</summary>
public sealed class CrmLinks(IOptions<DashboardOptions> options)
{
    /// <summary>The address of an account's record; null where none is known.</summary>
    public string? Of(string tenant, string account) =>
        options.Value.CrmUrl is { Length: > 0 } url && TenantName.IsValid(tenant) && KeyOf(account) is { } entity
            ? url.Replace("{tenant}", tenant, StringComparison.Ordinal)
                .Replace("{kind}", entity.Kind == EntityKind.Contact ? "contact" : "person", StringComparison.Ordinal)
                .Replace("{id}", $"{entity.Id}", StringComparison.Ordinal)
            : null;

    private static EntityKey? KeyOf(string account) =>
        account.Length > 1 && account != "c0" && EntityKey.TryParse($"{(account[0] == 'c' ? "contact" : "person")}:{account[1..]}", out var key) ? key : null;
}
