using System.Globalization;
using Connector.Dashboard.History;
using Connector.Jobs.Runs;

namespace Connector.Dashboard.Pages;

/// <summary>Addresses of the list of runs: every filter stands in them.</summary>
internal static class RunLinks
{
    public static string To(RunAddress address, string path = "/") => path + QueryString.Create(Parts(address));

    /// <summary>What is asked for and can be dropped singly: what it is called, its value, and the list without it.</summary>
    public static IEnumerable<(string Name, string Value, string Without)> Filters(RunAddress address)
    {
        var begun = address with { After = null };
        return new (string Name, string? Value, RunAddress Without)[]
        {
            ("text", address.Q, begun with { Q = null }),
            ("status", address.Status, begun with { Status = null }),
            ("tenant", address.Tenant, begun with { Tenant = null }),
            ("event", address.Trigger, begun with { Trigger = null }),
            ("reason", address.Reason, begun with { Reason = null }),
            ("error", address.Error, begun with { Error = null }),
            ("since", address.Since, begun with { Since = null }),
            ("until", address.Until, begun with { Until = null }),
        }.Where(one => !string.IsNullOrWhiteSpace(one.Value)).Select(one => (one.Name, one.Value!, To(one.Without)));
    }

    public static string Word(SyncRunStatus status) => status.ToString().ToLowerInvariant();

    public static bool Is(string? value, string word) => string.Equals(value?.Trim(), word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The parts of the address, for the fields of a form.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Parts(RunAddress address) => new KeyValuePair<string, string?>[]
    {
        new("q", address.Q),
        new("status", address.Status),
        new("tenant", address.Tenant),
        new("trigger", address.Trigger),
        new("reason", address.Reason),
        new("error", address.Error),
        new("since", address.Since),
        new("until", address.Until),
        new("sort", address.Sort),
        new("after", address.After),
        new("take", address.Take?.ToString(CultureInfo.InvariantCulture)),
    }.Where(part => !string.IsNullOrWhiteSpace(part.Value));
}
