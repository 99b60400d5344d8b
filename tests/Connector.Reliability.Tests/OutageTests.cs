using System.Diagnostics;
using System.Net;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

namespace Connector.Reliability.Tests;

/// <summary>Redis is away while events keep coming; senders do not notice.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    /// <summary>The longest a post may take. On a machine that is busy with other things a process may not even be run for a while, so CI allows more.</summary>
    private static readonly TimeSpan Limit = Tiers.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2));

    private static readonly TimeSpan Length = Tiers.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(60));
    private static readonly int PostsPerSecond = Tiers.Pick(0, 100, 200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("frozen")]
    [InlineData("killed")]
    public async Task While_redis_is_away_every_post_is_accepted_in_time_and_afterwards_the_crm_equals_the_last_state(string how)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var system = await ConnectorSystem.StartAsync(cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        var companies = new ManyCompanies(system, sender);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        await companies.CreateAsync(20, Cancelled);
        await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);

        await system.Redis.BreakAsync(how);
        using var back = new CancellationTokenSource();
        var flood = FloodAsync(sender, companies, back.Token);
        var work = companies.ChangeAsync(seed: 1, TimeSpan.FromMilliseconds(200), back.Token, Cancelled);
        await Task.Delay(Length, Cancelled);
        await system.Redis.MendAsync(how, Cancelled);
        await back.CancelAsync();
        await work;
        var posts = await flood;

        var watch = Stopwatch.StartNew();
        var counts = await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        output.WriteLine(
            $"Redis {how} for {Length.TotalSeconds:0} s: {posts.Count} posts ({posts.Count / Length.TotalSeconds:0}/s), the slowest took {posts.Max(post => post.Took).TotalMilliseconds:0} ms, "
            + $"the median {posts.Select(post => post.Took).Order().ElementAt(posts.Count / 2).TotalMilliseconds:0.0} ms; quiet {watch.Elapsed.TotalSeconds:0} s after it was back; {counts}.");
        Assert.All(posts, post => Assert.Equal(HttpStatusCode.OK, post.Status));
        Assert.All(posts, post => Assert.InRange(post.Took, TimeSpan.Zero, Limit));
        invariants.EveryPromiseIsKept(sender.Answers);
        invariants.TheAuditIsBalanced();
        invariants.NothingIsWrittenTwiceDifferently();
        invariants.NoQuestionIsPaidTwice();
        Assert.Empty(invariants.OnlyCrashesAreDead());
        await companies.EqualTheirLastStateAsync(new HashSet<string>(), Cancelled);
    }

    [Fact]
    public async Task With_redis_away_and_the_spool_full_posts_get_503_and_nothing_accepted_is_lost()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var full = new Dictionary<string, string> { ["Ingress:Spool:MaxBytes"] = "1048576" };
        await using var system = await ConnectorSystem.StartAsync(new SystemOptions { Ingress = full, Ingresses = 1, Workers = 1, Echoes = false }, cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);

        system.Redis.Pause();
        while (sender.Answers.Count(answer => !answer.IsPromised) < 50)
        {
            await sender.PostAllAsync(Enumerable.Range(0, 200).Select(i => WebhookEvent.Of("sale", 1_000 + i)), 16, Cancelled);
            Assert.InRange(sender.Answers.Count, 0, 20_000);
        }

        system.Redis.Resume();
        var counts = await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
        output.WriteLine($"{sender.Answers.Count(answer => answer.IsPromised)} events fitted into 1 MiB; {counts}.");
        var refused = sender.Answers.Where(answer => !answer.IsPromised).ToList();
        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        Assert.All(refused, answer => Assert.NotNull(answer.RetryAfter));
        Assert.Contains(sender.Answers, answer => answer.IsPromised);
        (await Invariants.ReadAsync(system, machine, Cancelled)).EveryPromiseIsKept(sender.Answers);
    }

    /// <summary>Posts at a steady rate, whatever becomes of it, events that need no work but the decision.</summary>
    private static async Task<IReadOnlyList<Answer>> FloodAsync(Sender sender, ManyCompanies companies, CancellationToken stop)
    {
        var posts = new List<Task<Answer>>();
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!stop.IsCancellationRequested)
        {
            // As many as should have been by now: a late timer is made up for.
            while (posts.Count < Stopwatch.GetElapsedTime(began).TotalSeconds * PostsPerSecond)
            {
                posts.Add(sender.PostAsync(companies.Irrelevant(posts.Count)));
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return await Task.WhenAll(posts);
    }
}
