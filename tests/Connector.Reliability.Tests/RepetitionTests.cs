using System.Net;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

namespace Connector.Reliability.Tests;

/// <summary>What comes many times is worked on once.</summary>
public sealed class RepetitionTests(ITestOutputHelper output)
{
    private const int AtATime = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_events_of_one_account_in_ten_seconds_are_one_run_one_analysis_and_one_patch()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var waiting = new Dictionary<string, string> { ["Jobs:Quiet"] = "00:00:02", ["Jobs:LongestQuiet"] = "00:00:30" };
        await using var system = await ConnectorSystem.StartAsync(new SystemOptions { Echoes = false, Ingress = waiting, Worker = waiting }, cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        var (contact, person) = await system.Crm.CreateAsync("Talhof Maschinenbau GmbH", Cancelled);

        using (var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200)))
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.True((await sender.PostAsync(WebhookEvent.Of("contact", contact, changes: "name"))).IsPromised);
                await pace.WaitForNextTickAsync(Cancelled);
            }
        }

        await Quiet.ReachedAsync(system, machine, Patience, Cancelled);
        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        invariants.EveryPromiseIsKept(sender.Answers);
        // The company's first vertical makes its person due, who is asked about once.
        string[] both = [$"contact:{contact}", $"person:{person}"];
        Assert.Equal(both, invariants.Analyses.Select(analysis => analysis.Entity).Order());
        Assert.Equal(both, invariants.Patches.Select(patch => patch.Entity).Order());
        var jobs = await machine.JobsAsync();
        var posted = sender.Answers.Select(answer => answer.EventId).ToList();
        Assert.Equal(50, posted.Intersect(jobs.Select(job => job.EventId)).Count());
        Assert.Equal(2, jobs.Select(job => job.EventId).Except(posted).Count());
        Assert.Single(jobs.Select(job => job.Run).Distinct());
        Assert.Equal(52, (await machine.JobsOfRunAsync(jobs[0].Run)).Count);
    }

    [Fact]
    public async Task Echoes_of_our_own_writes_cause_no_analysis_and_no_patch_and_duplicates_no_work()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var many = Tiers.Pick(0, 2_000, 10_000);
        await using var system = await ConnectorSystem.StartAsync(new SystemOptions { Echoes = false }, cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        List<int> contacts = [];
        for (var i = 0; i < 20; i++)
        {
            contacts.Add((await system.Crm.CreateAsync($"Echo{i} Maschinenbau GmbH", Cancelled)).Contact);
        }

        // Each company, and its person, whom the company's first vertical makes due.
        var works = 2 * contacts.Count;
        await sender.PostAllAsync(contacts.Select(contact => WebhookEvent.Of("contact", contact, changes: "name")), AtATime, Cancelled);
        var once = await Quiet.ReachedAsync(system, machine, Patience, Cancelled);
        await ExpectAsync(system, machine, sender, works);

        // As they look alike: of us, and of a human who edits a field (I3: no loop, whoever's id they carry).
        var echoes = Enumerable.Range(0, many)
            .Select(i => WebhookEvent.Of("contact", contacts[i % contacts.Count], i % 2 == 0 ? WebhookEvent.Connector : WebhookEvent.Anna, "userdef_id")).ToList();
        await sender.PostAllAsync(echoes, AtATime, Cancelled);
        var echoed = await Quiet.ReachedAsync(system, machine, Patience, Cancelled);
        Assert.Equal(once.Accepted + many, echoed.Accepted);
        await ExpectAsync(system, machine, sender, works);

        await sender.PostAllAsync(echoes, AtATime, Cancelled);
        var repeated = await Quiet.ReachedAsync(system, machine, Patience, Cancelled);
        Assert.Equal(echoed with { Duplicates = echoed.Duplicates + many }, repeated);
        await ExpectAsync(system, machine, sender, works);
        Assert.All(sender.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        output.WriteLine($"{many} echoes and {many} duplicates: {repeated.Accepted} jobs, {repeated.Duplicates} duplicates, {works} analyses and PATCHes before and after.");
    }

    private static async Task ExpectAsync(ConnectorSystem system, JobMachine machine, Sender sender, int works)
    {
        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        invariants.EveryPromiseIsKept(sender.Answers);
        invariants.TheAuditIsBalanced();
        Assert.Equal(works, invariants.Analyses.Count);
        Assert.Equal(works, invariants.Patches.Count);
    }
}
