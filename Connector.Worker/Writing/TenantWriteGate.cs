using Connector.Jobs.Ledger;
using Connector.SuperOffice.Writing;
using Connector.Worker.Limits;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Writing;

/// <summary>
/// Lets the tenant's mode and the write stops decide on every change that leaves this service: what was allowed when a pass recorded its
/// intent may have been stopped since, and its account may be another's.
/// </summary>
internal sealed class TenantWriteGate(WritePermissions permissions, WriteStopFile file, IOptions<TenantOptions> tenantOptions) : IWriteGate
{
    public async ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken) =>
        file.IsSet(tenant) ? "a person stopped all writes by a file."
        : await AskAsync(tenant, kind, cancellationToken) switch
        {
            WriteVerdict.Granted => null,
            WriteVerdict.WriteStopped => "a person stopped all writes.",
            WriteVerdict.ModeForbids => "the tenant's mode is not write.",
            WriteVerdict.LeaseLost => "another pass may have the account by now.",
            _ => "Redis does not answer whether writes are stopped.",
        };

    private Task<WriteVerdict> AskAsync(string tenant, WriteKind kind, CancellationToken cancellationToken) =>
        kind == WriteKind.Records && PassWrite.Current is { } write
            ? permissions.AskAsync(write.Pass, tenantOptions.Value.Mode, write.Grant, cancellationToken)
            : permissions.AskAsync(tenant, tenantOptions.Value.Mode, setUp: kind == WriteKind.Setup, cancellationToken);
}
