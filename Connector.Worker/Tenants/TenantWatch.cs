using Connector.Jobs.Hosting;

namespace Connector.Worker.Tenants;

/// <summary>Looks whether each tenant can be worked for, whenever its layout is due to be read again; at one that cannot, soon again.</summary>
internal sealed class TenantWatch(RedisGate gate, TenantCells tenants, TimeProvider time, ILogger<TenantWatch> log)
    : TenantRounds(gate, tenants, time, log, "look at the tenants")
{
    protected override Task<TimeSpan> LookAsync(TenantCell cell, CancellationToken cancellationToken) => cell.Look.RunAsync(cancellationToken);
}
