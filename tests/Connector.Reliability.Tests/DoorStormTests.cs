using System.Globalization;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Reliability.Tests.Troubles;
using Connector.Testing;
using Connector.Testing.Disks;

namespace Connector.Reliability.Tests;

/// <summary>
/// The door stays open: under a steady load Redis, the spool and the journal become unsafe, full, read-only and shortened, one after the other, and well
/// again. Each time posts are answered as promised and the services say what is wrong, once; in the end nothing is lost that was answered with 200, but for
/// what Redis' disk lost, which is known.
/// </summary>
public sealed class DoorStormTests(ITestOutputHelper output)
{
    private const string SeedVariable = "CONNECTOR_SEED";

    /// <summary>Of the spool's disk; what one trouble fills it with has to go somewhere in another.</summary>
    private const int SpoolMegabytes = 16;

    private static readonly int Rounds = Tiers.Pick(0, 1, 20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly Dictionary<string, string> LooksOften = new() { ["Jobs:WatchEvery"] = "00:00:01" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_full_unsafe_or_not_to_be_used_posts_are_answered_as_promised_and_nothing_is_lost_unnoticed()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        var seed = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : Tiers.Pick(0, 20261130, Random.Shared.Next());
        output.WriteLine($"Seed {seed}; repeat with {SeedVariable}={seed}.");

        Mount? disk = null;
        await using var system = await ConnectorSystem.StartAsync(
            new SystemOptions { Ingresses = 1, Workers = 1, Echoes = false, Ingress = LooksOften, Worker = LooksOften },
            system => disk = Mount.TrySmall(Directory.CreateDirectory(system.SpoolDirectory).FullName, SpoolMegabytes),
            Cancelled);
        using var spool = disk;
        Assert.SkipUnless(spool is not null, "It takes the right to mount file systems.");
        using var sender = new Sender(system.IngressAddresses);
        var companies = new ManyCompanies(system, sender);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        using var watch = new StormWatch(system, machine, output);
        var humans = new HumanWords(system, sender);
        await companies.CreateAsync(20, Cancelled);
        await humans.WriteAsync(3, Cancelled);

        var posts = new SteadyPosts(sender, companies);
        var redis = new RedisTroubles(system, machine, sender, companies, posts, watch);
        var disks = new DiskTroubles(system, machine, posts, watch);
        using var calm = new CancellationTokenSource();
        var load = Task.WhenAll(posts.RunAsync(calm.Token), companies.ChangeAsync(seed, TimeSpan.FromMilliseconds(200), calm.Token, Cancelled));
        try
        {
            var random = new Random(seed);
            for (var round = 0; round < Rounds; round++)
            {
                Trouble[] troubles = [.. redis.All(random), .. disks.All()];
                random.Shuffle(troubles);
                foreach (var trouble in troubles)
                {
                    watch.Note(trouble.Name);
                    await trouble.RunAsync(Cancelled);
                    if (await watch.IsLossOpenAsync())
                    {
                        await watch.AcceptLossAsync();
                    }

                    var after = await machine.CountAsync();
                    watch.Note($"over; {after}");
                    Assert.True(after.IsBalanced);
                    await humans.RenameAsync(Cancelled);
                }
            }
        }
        finally
        {
            await calm.CancelAsync();
        }

        await load;
        await companies.ChangeAllAsync(Cancelled);
        var kept = sender.Answers.Where(answer => !redis.Cut.Contains(answer.EventId)).ToList();
        var counts = await Quiet.ReachedAsync(system, machine, Patience, kept, Cancelled);
        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        watch.Note(
            $"quiet; {companies.Changes} changes, {kept.Count(answer => answer.IsPromised)} events promised and kept, {redis.Cut.Count} cut off with Redis' file ({redis.Forgotten.Count} records written to meanwhile), "
            + $"{sender.Answers.Count(answer => !answer.IsPromised)} posts refused; {invariants.Analyses.Count} analyses, {invariants.Patches.Count} PATCHes ({invariants.RepeatedPatches} repeated); {counts}");
        invariants.EveryPromiseIsKept(kept);
        invariants.TheAuditIsBalanced();
        invariants.NothingIsWrittenTwiceDifferently();
        invariants.NoQuestionIsPaidTwice();
        posts.WereRight();
        await humans.StandAsync(Cancelled);
        await companies.EqualTheirLastStateAsync(redis.Forgotten, Cancelled);
    }
}
