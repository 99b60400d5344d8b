using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.ServiceDefaults.Faults;
using Connector.Testing;

namespace Connector.Reliability.Tests;

/// <summary>A worker is told to end while it is in the middle of a pass, as in every deployment.</summary>
public sealed class HandOverTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>A step takes this long, so that the request to end comes in the middle of it; the grace of a write is longer.</summary>
    private const string Held = "delay for 00:00:04 on hit 1";

    /// <summary>A hand-over costs no attempt, so one must do. On a machine that is busy enough a call takes longer than storms wait for one.</summary>
    private static readonly Dictionary<string, string> Grace = new()
    {
        ["Worker:ShutdownGrace"] = "00:00:15",
        ["Worker:Attempts"] = "1",
        ["SuperOffice:Timeout"] = "00:00:15",
        ["Jobs:Lease"] = "00:00:30",
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_told_to_end_in_a_pass_hands_over_at_no_cost_and_another_finishes()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var system = await ConnectorSystem.StartAsync(new SystemOptions { Ingresses = 1, Echoes = false, Worker = Grace }, cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        (string Step, Func<int, Task<bool>> Reached, bool Ends)[] steps =
        [
            (Steps.PassTaken, contact => machine.Redis.KeyExistsAsync($"{JobMachine.Prefix}leases"), false),
            (Steps.AfterAsk, contact => HappenedAsync(system, "analysis", contact), false),
            (Steps.AfterIntend, contact => machine.Redis.HashExistsAsync($"{JobMachine.Prefix}ledger:{ChaosSettings.Tenant}:contact:{contact}", "intent"), true),
            (Steps.BeforeConfirm, contact => HappenedAsync(system, "patch", contact), true),
        ];
        await system.Workers[1].TerminateAsync(Cancelled);
        var created = new List<string>();
        foreach (var (step, reached, ends) in steps)
        {
            await system.Workers[0].TerminateAsync(Cancelled);
            system.Workers[0].Fault = $"{step} {Held}";
            await system.Workers[0].StartAsync(Cancelled);
            var (contact, person) = await system.Crm.CreateAsync($"Ablösung{step.Replace(".", "", StringComparison.Ordinal)} GmbH", Cancelled);
            created.AddRange([$"contact:{contact}", $"person:{person}"]);
            var posted = await Task.WhenAll(
                sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), Cancelled),
                sender.InsistAsync(WebhookEvent.OfPerson(person, contact, "title"), Cancelled));
            await Eventually.TrueAsync(() => reached(contact), Patience, $"{step} is reached", Cancelled);

            Assert.Equal(0, await system.Workers[0].TerminateAsync(Cancelled));

            // What it had begun to write it has ended, and nothing else; what is left nobody holds.
            var left = (await machine.JobsAsync()).Where(job => posted.Any(answer => answer.EventId == job.EventId)).ToList();
            output.WriteLine($"{step}: {string.Join(", ", left.Select(job => $"{job.Entity} {job.State}"))}");
            Assert.Equal(ends ? "finished" : "scheduled", left.Single(job => job.Entity == $"contact:{contact}").State);
            Assert.Equal("scheduled", left.Single(job => job.Entity == $"person:{person}").State);
            Assert.False(await machine.Redis.KeyExistsAsync($"{JobMachine.Prefix}leases"));

            system.Workers[0].Fault = null;
            await system.Workers[0].StartAsync(Cancelled);
            await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
            foreach (var run in left.Select(job => job.Run).Distinct())
            {
                var history = await machine.TimelineOfRunAsync(run);
                output.WriteLine(string.Join('\n', history));
                Assert.Contains(history, line => line.Contains("\"released\"", StringComparison.Ordinal) && line.Contains("handed", StringComparison.Ordinal));
                Assert.DoesNotContain(history, line => line.Contains("\"reclaimed\"", StringComparison.Ordinal) || line.Contains("\"retry\"", StringComparison.Ordinal));
            }
        }

        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        invariants.EveryPromiseIsKept(sender.Answers);
        invariants.TheAuditIsBalanced();
        invariants.NoQuestionIsPaidTwice();
        Assert.Equal(created.Order(StringComparer.Ordinal), invariants.Patches.Select(patch => patch.Entity).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await machine.CountAsync()).Dead);
    }

    private static async Task<bool> HappenedAsync(ConnectorSystem system, string what, int contact) =>
        (await system.Crm.JournalAsync(Cancelled)).Any(entry => entry.Kind == what && entry.Entity == $"contact:{contact}");
}
