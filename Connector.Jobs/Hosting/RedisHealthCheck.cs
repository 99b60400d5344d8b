using System.Globalization;
using Connector.Jobs.Epochs;
using Connector.Jobs.Memory;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>
/// Whether Redis answers, is safe, and has room. That it has lost data is shown, and is no reason to stop working: what is restricted is writing.
/// </summary>
internal sealed class RedisHealthCheck(RedisGate gate, Shard shard, SafetyWatch safety, EpochWatch epochs, MemoryWatch memory) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!gate.IsOpen)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, gate.Reason);
        }

        try
        {
            await shard.Database.PingAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                $"Redis does not answer ({e.GetType().Name}). Start it, or mend the way to it; this service goes on by itself then.");
        }

        var data = new Dictionary<string, object>
        {
            ["loss"] = epochs.IsRestricted ? "open" : "none",
            ["memoryPressure"] = memory.Pressure.ToString(),
            ["memoryPercent"] = memory.Use.Percent,
        };
        if (safety.Trouble is { } trouble)
        {
            return HealthCheckResult.Degraded(trouble, data: data);
        }

        return memory.Pressure >= MemoryPressure.Alarm
            ? HealthCheckResult.Degraded(
                string.Create(CultureInfo.InvariantCulture, $"Redis' memory is {memory.Use.Percent:F0} % full. Give it more."), data: data)
            : HealthCheckResult.Healthy(
                epochs.IsRestricted ? "Redis has lost data; writing is restricted until the loss is over. It is told by: connector loss status" : Well(), data);
    }

    private string Well() => string.Create(
        CultureInfo.InvariantCulture,
        $"Redis keeps what it takes: {safety.Keeping}. {(memory.Use.Limit is null ? "Its memory has no limit." : $"Its memory is {memory.Use.Percent:F0} % full.")}");

}
