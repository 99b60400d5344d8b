using System.Net;
using System.Text.Json;
using Connector.EndToEnd.Tests.Running;
using Connector.Testing;

namespace Connector.EndToEnd.Tests;

/// <summary>What was accepted is finished, whoever dies.</summary>
public sealed class CrashTests(ConnectorApp app)
{
    private static readonly TimeSpan LeaseAndMore = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_killed_in_the_middle_of_an_enrichment_is_taken_over_by_the_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Instances.NeedsLinux);
        // Most of it is waiting for the lease to run out.
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await app.Sandbox.TurnAsync(new { thinkSeconds = 4 }, Cancelled);
        var (contact, person) = await app.Sandbox.CreateAsync("Maschinenbau Talhof GmbH", Cancelled);
        await Eventually.ValueAsync(
            () => app.Sandbox.AnalysesAsync($"contact:{contact}"), n => n == 1, ConnectorApp.Patience, "the analysis has started", Cancelled);
        await app.Sandbox.TurnAsync(new { thinkSeconds = (double?)null }, Cancelled);

        var victim = await WorkerOfAsync(contact);
        await app.Instances.KillAsync(victim, Cancelled);
        try
        {
            // The lease has to run out before anybody else may touch the account.
            await Eventually.ValueAsync(
                () => app.Sandbox.TextAsync($"contacts/{contact}", SandboxApi.Vertical), text => text.Length > 0, LeaseAndMore, "the other worker finished", Cancelled);
            await app.Sandbox.EnrichedAsync(contact, person, Cancelled);
            await app.QuietAsync(Cancelled);
        }
        finally
        {
            await app.Instances.StartAsync(victim, Cancelled);
        }

        Assert.Equal(1, await app.Sandbox.AnalysesAsync($"contact:{contact}"));
        Assert.Equal(1, await app.Sandbox.PatchesAsync($"contact:{contact}"));
        Assert.Equal(0, await app.Sandbox.CallsOverLimitAsync());
    }

    [Fact]
    public async Task Everything_accepted_finishes_after_Redis_was_killed_and_no_service_is_restarted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Instances.NeedsLinux);
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var before = await ServicesAsync();
        var companies = new List<(int Contact, int Person)>();
        for (var i = 0; i < 5; i++)
        {
            companies.Add(await app.Sandbox.CreateAsync($"Stadtwerke Probe {i} GmbH", Cancelled));
        }

        // What was answered with 200 is what must not be lost; all of it is still quiet, waiting or in a pass now.
        await Eventually.TrueAsync(
            async () => await app.Sandbox.UndeliveredAsync() == 0, ConnectorApp.Patience, "every event is accepted", Cancelled);
        var accepted = (long)(await app.Dashboard.AuditAsync())["accepted"]!;
        var redis = Assert.Single(await app.Instances.RunningAsync(Cancelled, "redis"));
        await app.Instances.KillAsync(redis, Cancelled);
        await app.Instances.StartAsync(redis, Cancelled);
        await Eventually.TrueAsync(async () => await PostTestAsync() == HttpStatusCode.OK, ConnectorApp.Patience, "events are accepted again", Cancelled);
        await Eventually.ValueAsync(
            app.Dashboard.AuditAsync, audit => (long)audit["accepted"]! > accepted && (long)audit["spooled"]! == 0, ConnectorApp.Patience, "what was spooled is accepted", Cancelled);
        companies.Add(await app.Sandbox.CreateAsync("Stadtwerke Danach GmbH", Cancelled));

        foreach (var (contact, person) in companies)
        {
            await Eventually.ValueAsync(
                () => app.Sandbox.TextAsync($"contacts/{contact}", SandboxApi.Vertical), text => text.Length > 0, LeaseAndMore, "it is enriched", Cancelled);
            await app.Sandbox.EnrichedAsync(contact, person, Cancelled);
        }

        var audit = await app.QuietAsync(Cancelled);
        Assert.Equal((long)audit["accepted"]!, (long)audit["finished"]! + (long)audit["dead"]!);
        Assert.Equal(before, await ServicesAsync());
        Assert.Equal(0, await app.Sandbox.CallsOverLimitAsync());
    }

    private Task<IReadOnlyList<Instance>> ServicesAsync() => app.Instances.RunningAsync(Cancelled, "ingress", "worker", "enricher", "dashboard");

    private async Task<HttpStatusCode> PostTestAsync()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { EventId = Guid.NewGuid(), Event = "test", Entity = "", PrimaryKey = 0, Changes = Array.Empty<string>() });
        using var response = await app.PostAsync(body, Cancelled);
        return response.StatusCode;
    }

    /// <summary>The replica that has the contact's account: the run's timeline names it.</summary>
    private async Task<Instance> WorkerOfAsync(int contact)
    {
        var timeline = (await app.Dashboard.RunOfAsync($"c{contact}"))["timeline"]!.AsArray();
        var names = timeline.Where(line => (string)line!["kind"]! == "taken").Select(line => (string)line!["text"]!);
        return (await app.Instances.RunningAsync(Cancelled, "worker"))
            .Single(worker => names.Any(name => name.Contains($"-{worker.ProcessId}-", StringComparison.Ordinal)));
    }
}
