using System.Diagnostics;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

// Each of them has a whole system of its own, and measures it.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Connector.Reliability.Tests;

/// <summary>Workers, ingresses, enricher and Redis are killed and frozen by chance while people work; nothing is lost and nothing is done twice.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string KillsVariable = "CONNECTOR_DEEP_KILLS";
    private const string SeedVariable = "CONNECTOR_SEED";

    // After so many strikes it says how far it has got.
    private const int Gust = 250;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_kills_under_load_lose_nothing_and_repeat_nothing()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var strikes = Tiers.Pick(0, 20, Number(KillsVariable) ?? 1_000);
        var seed = Number(SeedVariable) ?? Tiers.Pick(0, 20260711, Random.Shared.Next());
        output.WriteLine($"Seed {seed}; repeat with {SeedVariable}={seed}.");

        await using var system = await ConnectorSystem.StartAsync(cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        var companies = new ManyCompanies(system, sender);
        await companies.CreateAsync(Tiers.Pick(0, 30, 60), Cancelled);

        var storm = new Storm(system, seed);
        var watch = Stopwatch.StartNew();
        await using (var supervisor = new Supervisor(system.Services))
        {
            using var calm = new CancellationTokenSource();
            var work = companies.ChangeAsync(seed, TimeSpan.FromMilliseconds(100), calm.Token, Cancelled);
            for (var left = strikes; left > 0; left -= Gust)
            {
                await storm.BlowAsync(Math.Min(left, Gust), Cancelled);
                output.WriteLine($"{storm.Kills} kills and {storm.Freezes} freezes after {watch.Elapsed.TotalSeconds:0} s.");
            }

            await calm.CancelAsync();
            await work;
            var blown = watch.Elapsed;

            await using var machine = await JobMachine.ConnectAsync(system.Redis);
            var counts = await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
            var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
            output.WriteLine(
                $"{storm.Kills} kills and {storm.Freezes} freezes in {blown.TotalSeconds:0} s, {supervisor.Restarts} restarts, quiet after {(watch.Elapsed - blown).TotalSeconds:0} s; "
                + $"{companies.Changes} changes, {sender.Answers.Count} events promised ({sender.Answers.Count(answer => answer.Posts > 1)} of them posted again), "
                + $"{counts.Accepted} jobs ({counts.Accepted / watch.Elapsed.TotalSeconds:0.0}/s), {counts.Duplicates} duplicates, "
                + $"{invariants.Analyses.Count} analyses, {invariants.Patches.Count} PATCHes ({invariants.RepeatedPatches} repeated), {counts.Dead} dead.");

            invariants.EveryPromiseIsKept(sender.Answers);
            invariants.TheAuditIsBalanced();
            invariants.NothingIsWrittenTwiceDifferently();
            invariants.NoQuestionIsPaidTwice();
            await companies.EqualTheirLastStateAsync(invariants.OnlyCrashesAreDead(), Cancelled);
        }
    }

    private static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.TryParse(text, out var number) ? number : throw new InvalidOperationException($"{variable} is '{text}'; it must be a number.")
        : null;
}
