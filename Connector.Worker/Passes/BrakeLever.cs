using System.Net;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.SuperOffice;
using Connector.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>Tells the brake how writes end, and everybody when it acted.</summary>
internal sealed class BrakeLever(Brake brake, IOptions<TenantOptions> tenant, ILogger<BrakeLever> log)
{
    /// <summary>Notes how a PATCH of an entity ended.</summary>
    public async Task NoteAsync(PassScope scope, EntityKey entity, WriteEnding ending)
    {
        if (await brake.NoteAsync(scope.Tenant, entity, ending, tenant.Value.Brake.ToLimits(), scope.Write) is { } reason)
        {
            log.Braked(scope.Tenant, reason);
            WorkerMetrics.Braked();
        }
    }

    /// <summary>Notes what the CRM answered instead of writing; what was never sent, or says nothing about the write, does not count.</summary>
    public Task NoteAsync(PassScope scope, EntityKey entity, SuperOfficeException refused) => refused switch
    {
        { Kind: FailureKind.Refused, Status: HttpStatusCode.Forbidden } => NoteAsync(scope, entity, WriteEnding.NoRight),
        { Status: HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed } => NoteAsync(scope, entity, WriteEnding.Conflict),
        { Kind: FailureKind.Refused } => NoteAsync(scope, entity, WriteEnding.Refusal),
        _ => Task.CompletedTask,
    };
}
