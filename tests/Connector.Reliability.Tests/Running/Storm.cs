using System.Diagnostics;
using Connector.Testing;

namespace Connector.Reliability.Tests.Running;

/// <summary>
/// Kills and freezes by chance: one after the other, each time another of the processes that are up, Redis among them. The seed decides who, how, how
/// long and when next; how far the work has got at that moment is the machine's. Between two strikes the work goes on: a system that does nothing
/// loses nothing.
/// </summary>
internal sealed class Storm(ConnectorSystem system, int seed)
{
    private const int MostPatches = 4;

    /// <summary>Freezing shorter than a lease is a slow moment, longer is a takeover that wakes up; both must be.</summary>
    private static readonly TimeSpan LongestFreeze = ChaosSettings.Lease * 1.5;

    private static readonly TimeSpan LongestCalm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(seed);
    private readonly List<Task> _healing = [];

    public int Kills { get; private set; }

    public int Freezes { get; private set; }

    /// <summary>Strikes this often; everything is thawed when it returns, and the last to be killed may still be starting.</summary>
    public async Task BlowAsync(int strikes, CancellationToken cancellationToken)
    {
        for (var i = 0; i < strikes; i++)
        {
            var (who, freeze, length, calm) = (_random.Next(8), _random.Next(4) == 0, _random.NextDouble(), _random.Next(1, MostPatches + 1));
            var written = await system.Crm.PatchesAsync(cancellationToken);
            if (who == 0)
            {
                // One Redis: whatever else is broken meanwhile would only wait for it.
                await StrikeRedisAsync(freeze, LongestFreeze * length, cancellationToken);
            }
            else
            {
                await StrikeAsync(who, freeze, LongestFreeze * length, cancellationToken);
            }

            await ProgressAsync(written + calm, cancellationToken);
        }

        await Task.WhenAll(_healing);
    }

    /// <summary>Waits until so much is written; not for ever, for what is frozen or broken may hold it up.</summary>
    private async Task ProgressAsync(long patches, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < LongestCalm && await system.Crm.PatchesAsync(cancellationToken) < patches)
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task StrikeAsync(int who, bool freeze, TimeSpan length, CancellationToken cancellationToken)
    {
        var victims = await Eventually.ValueAsync(
            () => Task.FromResult(system.Services.Where(service => service is { IsUp: true, IsFrozen: false }).ToList()),
            up => up.Count > 0, Patience, "one of the services is up", cancellationToken);
        var victim = victims[who % victims.Count];
        if (freeze)
        {
            Freezes++;
            victim.Pause();
            _healing.Add(ThawAsync(victim, length));
        }
        else
        {
            Kills++;
            victim.Kill();
            await Eventually.TrueAsync(() => !victim.IsUp, Patience, $"{victim.Name} is gone", cancellationToken);
        }
    }

    private async Task StrikeRedisAsync(bool freeze, TimeSpan length, CancellationToken cancellationToken)
    {
        if (freeze)
        {
            Freezes++;
            system.Redis.Pause();
            await Task.Delay(length, CancellationToken.None);
            system.Redis.Resume();
        }
        else
        {
            Kills++;
            await system.Redis.KillAsync();
            await system.Redis.RestartAsync(cancellationToken);
        }
    }

    private static async Task ThawAsync(ServiceProcess victim, TimeSpan length)
    {
        await Task.Delay(length, CancellationToken.None);
        victim.Resume();
    }
}
