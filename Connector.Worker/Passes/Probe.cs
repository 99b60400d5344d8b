using Connector.Jobs.Queue;

namespace Connector.Worker.Passes;

/// <summary>
/// A pass of a held tenant is a probe. If it proves that the side the hold waits for works again, the hold is lifted; if it
/// proves neither that nor the contrary, because it had no need of that side, the next account is probed at once.
/// </summary>
internal sealed class Probe(Holds holds, ILogger<Probe> log)
{
    /// <summary>The hold the pass probes; null if its tenant is not held.</summary>
    public async Task<Hold?> OfAsync(Pass pass, CancellationToken cancellationToken) =>
        (await holds.ListAsync(cancellationToken)).FirstOrDefault(h => h.Tenant == pass.Account.Tenant);

    /// <summary>Draws the conclusion from a probe that ended without a new hold.</summary>
    public async Task ConcludeAsync(Hold hold, PassScope scope, PassProgress progress, CancellationToken cancellationToken)
    {
        if (HoldReasons.SideOf(hold) is not { } side || progress.Retry is not null)
        {
            return;
        }

        var proven = side switch
        {
            HoldSide.CompanyExplorer => scope.ExplorerAnswered,
            HoldSide.Changes => scope.ChangeDone,
            HoldSide.WriteStop => scope.WriteAllowed,
            HoldSide.Spend => scope.SpendReserved,
            HoldSide.TenantFile => true,
            HoldSide.WriteBudget => scope.BudgetLeft,
            HoldSide.Snapshots => scope.SnapshotStored,
            _ => scope.SuperOfficeAnswered,
        };
        if (!proven)
        {
            await holds.ProbeNowAsync(hold.Tenant, cancellationToken);
        }
        else if (await holds.ResumeAsync(hold.Tenant, cancellationToken))
        {
            log.TenantResumed(hold.Tenant, hold.Reason);
        }
    }
}
