using Connector.Jobs.Hosting;

namespace Connector.Worker.Tenants;

/// <summary>Looks after each tenant's webhook.</summary>
internal sealed class SubscriptionWatch(RedisGate gate, TenantCells tenants, TimeProvider time, ILogger<SubscriptionWatch> log)
    : TenantRounds(gate, tenants, time, log, "look after webhooks")
{
    protected override Task<TimeSpan> LookAsync(TenantCell cell, CancellationToken cancellationToken) => cell.Subscription.RunAsync(cancellationToken);
}
