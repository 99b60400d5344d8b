using System.Diagnostics;
using System.Globalization;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;
using StackExchange.Redis;

namespace Connector.Reliability.Tests;

/// <summary>
/// Redis is full of history to 80 %, and the tenant goes on: history makes room, nothing waits in a spool. Of the deep tier how long, in minutes, is
/// CONNECTOR_MEMORY_MINUTES (60).
/// </summary>
public sealed class FullOfHistoryTests(ITestOutputHelper output)
{
    private const int PerSecond = 50;

    /// <summary>On a machine that is busy with other things a process may not even be run for a while, so CI allows more.</summary>
    private static readonly TimeSpan LongestSpooled = Tiers.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5));

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Length = Tiers.Pick(
        TimeSpan.Zero, TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(int.Parse(Environment.GetEnvironmentVariable("CONNECTOR_MEMORY_MINUTES") ?? "60", CultureInfo.InvariantCulture)));

    /// <summary>Some two kilobytes each.</summary>
    private static readonly int History = Tiers.Pick(0, 4_000, 40_000);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_events_go_on_at_fifty_a_second_and_none_is_spooled_for_longer_than_five_seconds()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var system = await ConnectorSystem.StartAsync(new SystemOptions { Ingresses = 1, Echoes = false }, cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        var companies = new ManyCompanies(system, sender);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        await companies.CreateAsync(3, Cancelled);
        await sender.PostAllAsync(Enumerable.Range(0, History).Select(companies.Irrelevant), 16, Cancelled);
        await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
        await using var admin = await system.Redis.ConnectAsync(allowAdmin: true);
        var limit = await UsedAsync(admin.GetDatabase()) * 100 / 80;
        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", limit);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var watching = WatchAsync(admin.GetDatabase(), limit, over.Token);
        var working = companies.ChangeAsync(seed: 1, TimeSpan.FromSeconds(1), over.Token, Cancelled);
        var posts = await PostAsync(companies, sender);
        await over.CancelAsync();
        await working;
        var seen = await watching;

        var counts = await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
        // A worker looks every few seconds: what the last posts took, the next look makes room for.
        await Eventually.ValueAsync(
            async () => 100.0 * await UsedAsync(admin.GetDatabase()) / limit, percent => percent <= 70, Patience, "history has made room, in percent", Cancelled);
        var left = await machine.Redis.ListLengthAsync($"{JobMachine.Prefix}ended:{ChaosSettings.Tenant}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{History} ended jobs, a limit of {limit / 1e6:0.0} MB; {posts} posts in {Length.TotalSeconds:0} s; memory {seen.Least:0.0} to {seen.Most:0.0} %, {seen.Last:0.0} % in the end; longest in a spool {seen.LongestSpooled.TotalSeconds:0.0} s; {left} ended jobs left; {counts}"));
        Assert.All(sender.Answers, answer => Assert.True(answer.IsPromised));
        Assert.InRange(seen.LongestSpooled, TimeSpan.Zero, LongestSpooled);
        Assert.InRange(seen.Most, 0, 90);
        Assert.Equal((0, true), (counts.Spooled, counts.IsBalanced));
        await companies.EqualTheirLastStateAsync(new HashSet<string>(), Cancelled);
    }

    private static async Task<int> PostAsync(ManyCompanies companies, Sender sender)
    {
        var posts = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Length; await timer.WaitForNextTickAsync(Cancelled))
        {
            posts.Add(sender.PostAsync(companies.Irrelevant(posts.Count)));
        }

        await Task.WhenAll(posts);
        return posts.Count;
    }

    private static async Task<Seen> WatchAsync(IDatabase redis, long limit, CancellationToken over)
    {
        var seen = new Seen(100, 0, 0, TimeSpan.Zero);
        while (!over.IsCancellationRequested)
        {
            var percent = 100.0 * await UsedAsync(redis) / limit;
            var time = (string[])(await redis.ExecuteAsync("TIME"))!;
            var now = (long.Parse(time[0], CultureInfo.InvariantCulture) * 1000) + (long.Parse(time[1], CultureInfo.InvariantCulture) / 1000);

            // How many, since when there have been any, when that was told.
            var since = (await redis.HashValuesAsync(JobMachine.Prefix + "spools")).Select(spool => long.Parse(spool.ToString().Split(' ')[1], CultureInfo.InvariantCulture));
            var longest = since.Select(at => TimeSpan.FromMilliseconds(now - at)).Append(seen.LongestSpooled).Max();
            seen = new Seen(Math.Min(seen.Least, percent), Math.Max(seen.Most, percent), percent, longest);
            await Task.Delay(TimeSpan.FromMilliseconds(250), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return seen;
    }

    private static async Task<long> UsedAsync(IDatabase redis)
    {
        var info = (await redis.ExecuteAsync("INFO", "memory")).ToString();
        return Value("used_memory") - Value("mem_not_counted_for_evict");

        long Value(string name) => long.Parse(info.Split($"\n{name}:")[1].Split('\r')[0], CultureInfo.InvariantCulture);
    }

    private sealed record Seen(double Least, double Most, double Last, TimeSpan LongestSpooled);
}
