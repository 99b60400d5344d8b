using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.Worker.Enriching;

namespace Connector.Worker.Passes;

/// <summary>
/// Whoever lifts a tenant's hold wants the other side asked again, at once. What this process remembers of its refusals, and what enrichers do, is therefore forgotten, once for each
/// time that a person lifted one; it is found out when a pass is about to hold the tenant again, and by nobody else. Of one tenant.
/// </summary>
internal sealed class LiftedHolds(Holds holds, SuperOfficeClient client, Enricher enricher, TimeProvider time)
{
    // Longer than any refusal is remembered; whoever was started later remembers none from before.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private DateTimeOffset _heeded;
    private long _forgottenAt;

    /// <summary>Forgets them if a person lifted a hold since this was done last.</summary>
    /// <returns>True if the pass failed by what was remembered, or may have: then it is to be tried again.</returns>
    public async Task<bool> HeedAsync(PassScope scope, CancellationToken cancellationToken)
    {
        if (await holds.LiftedAtAsync(scope.Tenant, cancellationToken) is not { } lifted || scope.RedisNow - lifted > Recent)
        {
            return false;
        }

        lock (_gate)
        {
            if (lifted <= _heeded)
            {
                return time.GetElapsedTime(_forgottenAt) < scope.Lease.Age;
            }
        }

        await client.ForgetRefusalsAsync(cancellationToken);
        enricher.Resumed(scope.Tenant, lifted);
        lock (_gate)
        {
            (_heeded, _forgottenAt) = (lifted, time.GetTimestamp());
        }

        return true;
    }
}
