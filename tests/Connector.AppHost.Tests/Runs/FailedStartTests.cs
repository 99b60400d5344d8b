using Connector.Testing;
using Connector.Testing.AppHosts;

namespace Connector.AppHost.Tests.Runs;

/// <summary>What a person is told when something does not start.</summary>
[Collection(SharedRun.OneByOne)]
public sealed class FailedStartTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("connector-no-cache-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_any_Redis_it_is_told_once_why_and_what_to_do_and_who_waits()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux(), Tiers.RunsFrom(Tier.Ci) + " On Linux.");
        await using var run = AppHostProcess.Start(new AppHostStart
        {
            Arguments = ["--NoFetch", "true", "--PATH", "/nowhere"],
            Environment = [$"XDG_CACHE_HOME={_cache}"],
        });

        await run.LineAsync("dashboard       is not healthy after 30 s", Cancelled);

        var text = string.Join(' ', run.Lines.Select(line => line.StartsWith(' ') ? line.Trim() : "\n" + line));
        Assert.Single(text.Split('\n'), line => line.Contains(" redis ", StringComparison.Ordinal) && !line.Contains("waits for", StringComparison.Ordinal));
        Assert.Matches("redis +could not be started: No usable Redis server [(].+[)]: install .+, or set ConnectionStrings__redis to a server of your own[.] Nothing restarts it", text);
        Assert.DoesNotContain(" at Connector.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("StackExchange.Redis.RedisConnectionException: UnableToConnect", text, StringComparison.Ordinal);
        Assert.Matches("dashboard +is not healthy after 30 s .+ It waits for redis[.]", text);
    }

    [Fact]
    public async Task A_service_that_ends_at_once_is_told_with_its_last_words()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux(), Tiers.RunsFrom(Tier.Ci) + " On Linux.");
        await using var run = AppHostProcess.Start(new AppHostStart { Arguments = ["--Worker:Replicas", "1"], Environment = ["Worker__Concurrency=0"] });

        await run.LineAsync("worker          has ended with exit code 1: ", Cancelled);

        var text = string.Join(' ', run.Lines.Select(line => line.Trim()));
        Assert.Matches("has ended with exit code 1: [^:]*Worker:Concurrency.+ Nothing restarts it by itself", text);
    }
}
