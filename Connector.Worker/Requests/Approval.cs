using System.Text.Json;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Limits;
using Connector.Worker.Passes;

namespace Connector.Worker.Requests;

/// <summary>Writes a proposal that a person approved, unless there is a later one by now: that is not what they saw.</summary>
internal sealed class Approval(ApprovedWrite write, Proposals proposals) : IRequestHandler
{
    public RequestKind Kind => RequestKind.Approve;

    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        ApprovalDetail detail;
        try
        {
            detail = ApprovalDetail.Parse(request.Detail);
        }
        catch (JsonException)
        {
            return RequestWork.Dead(request, "unreadable", "The approval does not say what was approved.");
        }

        return await proposals.FindAsync(scope.Tenant, request.Entity, cancellationToken) is { } now && now.At.ToUnixTimeMilliseconds() != detail.ProposedAt
            ? new EntityResult.Finished(new EntityReport { Entity = request.Entity, Outcome = JobOutcome.Skipped, Reason = "proposal_outdated" })
            : await write.RunAsync(scope, request.Entity, detail.Batch, cancellationToken);
    }
}
