using Connector.SuperOffice.Tests.Responding;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.SuperOffice.Tests.Calls;

public sealed class RedisOutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Process_that_loses_Redis_keeps_to_the_rate_by_itself_until_it_is_back(bool hangs)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var responder = await Responder.StartAsync();
        await using var own = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = ClientHost.Sharing(responder, own.ConnectionString + ",abortConnect=false", ("CallsPerSecond", "10"));
        await host.Client.GetContactAsync(1, Token);
        if (hangs)
        {
            own.Pause();
        }
        else
        {
            await own.KillAsync();
        }

        var before = responder.Calls.Count;
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => host.Client.GetContactAsync(1, Token)));

        // 26 calls at 10 a second, and the time after which Redis is given up.
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1.3, 8);
        Assert.Equal(before + 25, responder.Calls.Count);
        Assert.Single(host.LogLines, line => line.Contains("Redis does not answer", StringComparison.Ordinal));

        if (hangs)
        {
            own.Resume();
        }
        else
        {
            await own.RestartAsync(Token);
        }

        await Eventually.TrueAsync(
            async () =>
            {
                await host.Client.GetContactAsync(1, Token);
                return host.LogLines.Any(line => line.Contains("Redis answers again", StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(20),
            cancellationToken: Token);
        Assert.Single(host.LogLines, line => line.Contains("Redis does not answer", StringComparison.Ordinal));
    }
}
