using System.Net;
using Connector.Jobs.Ledger;
using Connector.SuperOffice;
using Connector.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>Tells the brake how writes end, and everybody when it acted.</summary>
internal sealed class BrakeLever(Brake brake, IOptions<TenantOptions> tenant, ILogger<BrakeLever> log)
{
    /// <summary>Notes how a PATCH ended.</summary>
    public async Task NoteAsync(PassScope scope, WriteEnding ending)
    {
        if (await brake.NoteAsync(scope.Tenant, scope.Pass.Fence, ending, tenant.Value.Brake.ToLimits(), scope.Write) is { } reason)
        {
            log.Braked(scope.Tenant, reason);
            WorkerMetrics.Braked();
        }
    }

    /// <summary>Notes what the CRM answered instead of writing; what was never sent, or says nothing about the write, does not count.</summary>
    public Task NoteAsync(PassScope scope, SuperOfficeException refused) => refused switch
    {
        { Status: HttpStatusCode.Forbidden } => NoteAsync(scope, WriteEnding.NoRight),
        { Status: HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed } => NoteAsync(scope, WriteEnding.Conflict),
        { Kind: FailureKind.Refused } => NoteAsync(scope, WriteEnding.Refusal),
        _ => Task.CompletedTask,
    };
}
