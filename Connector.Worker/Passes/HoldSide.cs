using Connector.Jobs.Queue;

namespace Connector.Worker.Passes;

/// <summary>Which side keeps a tenant held, and so what proves that the hold is over.</summary>
public enum HoldSide
{
    /// <summary>SuperOffice: proven by any answer for the tenant.</summary>
    SuperOffice,

    /// <summary>SuperOffice, or what stands before it, as far as it takes changes: proven by a change that was done.</summary>
    Changes,

    /// <summary>The Company Explorer: proven by an answer of its own.</summary>
    CompanyExplorer,

    /// <summary>The write stop: proven by a write that may go ahead.</summary>
    WriteStop,

    /// <summary>The day's spend: proven by an analysis that may be begun.</summary>
    Spend,

    /// <summary>The tenant's file, which is missing here or disabled: proven by a pass that finds the tenant's settings.</summary>
    TenantFile,

    /// <summary>The write budget: proven by a write that it allows.</summary>
    WriteBudget,

    /// <summary>The journal: proven by an entry that is on its disk.</summary>
    Snapshots,
}

/// <summary>
/// A hold says which side must recover, so that any worker's probe knows what would prove it; its reason begins with the side's name, for people.
/// A hold without a side is somebody's own, and only they lift it.
/// </summary>
public static class HoldReasons
{
    private const string WriteStopReason = "Write stop: ";
    private const string SpendReason = "Spend: ";
    private const string WriteBudgetReason = "Write budget: ";
    private const string SnapshotsReason = "Snapshots: ";
    private const string CompanyExplorerReason = "Company Explorer: ";
    private const string SuperOfficeReason = "SuperOffice: ";
    private const string ChangesReason = "SuperOffice changes: ";
    private const string TenantFileReason = "Tenant file: ";

    /// <summary>The reason, for people.</summary>
    public static string Reason(HoldSide side, string why) => side switch
    {
        HoldSide.WriteStop => WriteStopReason + why,
        HoldSide.Spend => SpendReason + why,
        HoldSide.WriteBudget => WriteBudgetReason + why,
        HoldSide.Snapshots => SnapshotsReason + why,
        HoldSide.CompanyExplorer => CompanyExplorerReason + why,
        HoldSide.Changes => ChangesReason + why,
        HoldSide.TenantFile => TenantFileReason + why,
        _ => SuperOfficeReason + why,
    };

    /// <summary>Why work waits for a tenant that this process does not work for.</summary>
    public static string Unknown(string tenant) =>
        $"no enabled file {tenant}.json with a section SuperOffice in the workers' Tenants:Directory.";

    /// <summary>The side a hold waits for; null if the hold is not ours, or waits for what only a newer version knows.</summary>
    public static HoldSide? SideOf(Hold hold) =>
        hold.By is not null ? null
        : hold.Side is null ? SideOf(hold.Reason)
        : Enum.TryParse<HoldSide>(hold.Side, out var side) ? side
        : null;

    // The version before stored no side: there the reason's beginning says it.
    private static HoldSide? SideOf(string reason) =>
        reason.StartsWith(WriteStopReason, StringComparison.Ordinal) ? HoldSide.WriteStop
        : reason.StartsWith(SpendReason, StringComparison.Ordinal) ? HoldSide.Spend
        : reason.StartsWith(WriteBudgetReason, StringComparison.Ordinal) ? HoldSide.WriteBudget
        : reason.StartsWith(SnapshotsReason, StringComparison.Ordinal) ? HoldSide.Snapshots
        : reason.StartsWith(CompanyExplorerReason, StringComparison.Ordinal) ? HoldSide.CompanyExplorer
        : reason.StartsWith(TenantFileReason, StringComparison.Ordinal) ? HoldSide.TenantFile
        : reason.StartsWith(ChangesReason, StringComparison.Ordinal) ? HoldSide.Changes
        : reason.StartsWith(SuperOfficeReason, StringComparison.Ordinal) ? HoldSide.SuperOffice
        : null;
}
