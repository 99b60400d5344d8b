using Connector.Worker.Passes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Worker.Tests.Passes;

/// <summary>How often a loop tries while Redis is away: all loops of the worker pause so.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task HoweverLongAnOutageLasts_TheNextTryIsFiveSecondsAwayAtMost_AndTheFirstOnesAreSoon()
    {
        var time = new FakeTimeProvider();
        var outage = new Outage(NullLogger.Instance, "loop", time);

        for (var round = 0; round < 2; round++)
        {
            var pauses = await PausesAsync(outage, time);

            Assert.Equal(TimeSpan.FromMilliseconds(200), pauses[0]);
            Assert.Equal(TimeSpan.FromSeconds(5), pauses.Max());
            Assert.Equal(pauses.Order(), pauses);
            Assert.InRange(pauses.Count, 120, 130);

            // The next outage begins anew.
            outage.Over();
        }
    }

    /// <summary>The pauses of an outage of ten minutes.</summary>
    private static async Task<List<TimeSpan>> PausesAsync(Outage outage, FakeTimeProvider time)
    {
        var pauses = new List<TimeSpan>();
        var began = time.GetUtcNow();
        while (time.GetUtcNow() - began < TenMinutes)
        {
            var before = time.GetUtcNow();
            var pause = outage.PauseAsync(new TimeoutException(), TestContext.Current.CancellationToken);
            while (!pause.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
            }

            await pause;
            pauses.Add(time.GetUtcNow() - before);
        }

        return pauses;
    }
}
