using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.ServiceDefaults.Faults;
using Connector.Testing;

namespace Connector.Reliability.Tests;

/// <summary>A process ends at each step of the path in turn, by name, while people work; nothing is lost and nothing is done twice.</summary>
public sealed class FaultPointTests(ITestOutputHelper output)
{
    private const int Seed = 4711;

    /// <summary>So slow, over so many companies, that a question that is asked again after a crash is mostly still the same.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    private const int CompaniesThere = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>How long Redis is frozen so that posts go to the spool: well beyond the 500 ms that a post waits for it.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);

    /// <summary>A worker that dies takes its other passes with it, and an account that this happens to five times in a row is dead.</summary>
    private static readonly Dictionary<string, string> FewPasses = new() { ["Worker:Concurrency"] = "2" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_killed_at_any_step_loses_nothing_and_repeats_nothing()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await BreakEachStepAsync("crash", (service, ct) => service.KilledAsync(ct));
    }

    [Fact]
    public async Task A_process_frozen_at_any_step_until_others_have_taken_over_does_no_harm_when_it_wakes_up()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        await BreakEachStepAsync("stop on hit 1", async (service, ct) =>
        {
            await service.FrozenAsync(ct);
            await Task.Delay(ChaosSettings.Lease * 1.5, ct);
            service.Resume();

            // What it still believes to own it may now spoil.
            await Task.Delay(ChaosSettings.Lease / 2, ct);
        });
    }

    private async Task BreakEachStepAsync(string effect, Func<ServiceProcess, CancellationToken, Task> broken)
    {
        var steps = Steps.All.ToLookup(step => step.Split('.')[0]);
        var ofWorker = steps["decider"].Concat(steps["pass"]).ToList();
        await using var system = await ConnectorSystem.StartAsync(new SystemOptions { Worker = FewPasses }, cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        var companies = new ManyCompanies(system, sender);
        await companies.CreateAsync(CompaniesThere, Cancelled);
        using var calm = new CancellationTokenSource();
        var work = companies.ChangeAsync(Seed, Pace, calm.Token, Cancelled);

        // Two workers take the halves, so that one of them is mostly well; the enricher and one ingress are broken at the same time.
        await Task.WhenAll(
            BreakAsync(system, system.Workers[0], ofWorker.Where((_, i) => i % 2 == 0), effect, broken),
            BreakAsync(system, system.Workers[1], ofWorker.Where((_, i) => i % 2 == 1), effect, broken),
            BreakAsync(system, system.Ingresses[0], steps["ingress"].Concat(steps["spool"]), effect, broken),
            BreakAsync(system, system.Enricher, steps["enricher"], effect, broken));
        await calm.CancelAsync();
        await work;

        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        var counts = await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        output.WriteLine(
            $"{Steps.All.Count} steps; {companies.Changes} changes, {counts.Accepted} jobs, {invariants.Analyses.Count} analyses, "
            + $"{invariants.Patches.Count} PATCHes ({invariants.RepeatedPatches} repeated), {counts.Dead} dead.");
        invariants.EveryPromiseIsKept(sender.Answers);
        invariants.TheAuditIsBalanced();
        invariants.NothingIsWrittenTwiceDifferently();
        invariants.NoQuestionIsPaidTwice();
        await companies.EqualTheirLastStateAsync(invariants.OnlyCrashesAreDead(), Cancelled);
    }

    /// <summary>Breaks one service at one step after the other; it comes back each time with the next in it, and in the end with none.</summary>
    private static async Task BreakAsync(
        ConnectorSystem system, ServiceProcess service, IEnumerable<string> steps, string effect, Func<ServiceProcess, CancellationToken, Task> broken)
    {
        foreach (var step in steps)
        {
            await service.KillAsync();
            service.Fault = $"{step} {effect}";
            service.Launch();
            var hit = broken(service, Cancelled);
            while (step.StartsWith("spool.", StringComparison.Ordinal) && !hit.IsCompleted)
            {
                await FreezeRedisAsync(system, service, hit);
            }

            await hit;
        }

        await service.KillAsync();
        service.Fault = null;
        await service.StartAsync(Cancelled);
    }

    /// <summary>Events are spooled only while Redis is away, and drained after it.</summary>
    private static async Task FreezeRedisAsync(ConnectorSystem system, ServiceProcess service, Task hit)
    {
        await Eventually.TrueAsync(() => service.IsUp || hit.IsCompleted, Patience, $"{service.Name} is up, or broken already", Cancelled);
        system.Redis.Pause();
        await Task.WhenAny(hit, Task.Delay(Outage, CancellationToken.None));
        system.Redis.Resume();
        await Task.WhenAny(hit, Task.Delay(Outage, Cancelled));
    }
}
