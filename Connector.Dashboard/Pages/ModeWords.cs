using Connector.Jobs.Ledger;
using Connector.Jobs.Subscriptions;

namespace Connector.Dashboard.Pages;

/// <summary>A tenant, to show its mode.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Limits">What Redis knows.</param>
/// <param name="Configured">The mode in the worker's settings; null if no worker has reported it yet.</param>
/// <param name="Subscription">How its webhook is; null if nobody has looked.</param>
public sealed record TenantState(string Tenant, SetLimits Limits, TenantMode? Configured, SubscriptionReport? Subscription);

/// <summary>How a tenant's mode is shown: it is the lower of the configured one and the one somebody set.</summary>
internal static class ModeWords
{
    /// <summary>The mode, as far as it is known.</summary>
    public static string Mode(SetLimits limits, TenantMode? configured) => (limits.Mode, configured) switch
    {
        (null, null) => "not known yet",
        ({ } set, null) => set == TenantMode.Observe ? set.Word() : $"{set.Word()} at most",
        (null, { } ours) => ours.Word(),
        ({ } set, { } ours) => (set < ours ? set : ours).Word(),
    };

    /// <summary>Whether it is the one somebody set that counts.</summary>
    public static bool IsSet(SetLimits limits, TenantMode? configured) => limits.Mode is { } set && !(set > configured);

    /// <summary>Who set it, and why.</summary>
    public static string Why(SetLimits limits, TenantMode? configured) => (limits.Mode, configured) switch
    {
        (null, null) => "It is the one in the worker's settings; it is known once a worker has checked the tenant's mapping, before its first work.",
        (null, _) => "It is the one in the worker's settings; nobody has set another.",
        ({ } set, _) when !IsSet(limits, configured) => $"{By(limits)} set {set.Word()}{Because(limits)}, but the worker's settings allow no more than this.",
        (_, null) => $"{By(limits)} set it{Because(limits)}; the worker's settings may allow less.",
        _ => $"{By(limits)} set it{Because(limits)}.",
    };

    private static string By(SetLimits limits) => limits switch
    {
        { IsBraked: true } => "The brake",
        { ModeBy: { Length: > 0 } by } => by,
        _ => "Somebody, by hand in Redis,",
    };

    private static string Because(SetLimits limits) => limits.ModeReason is { Length: > 0 } reason ? $": {reason.TrimEnd('.')}" : "";
}
