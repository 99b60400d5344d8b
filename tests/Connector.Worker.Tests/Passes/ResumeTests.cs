using Connector.Jobs.Audit;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>A person sets right what a tenant is held for and lifts the hold: the worker asks at once, whatever it remembers of the refusal.</summary>
[Collection(SecondWorld.Name)]
public sealed class ResumeTests(OutsideWorld world) : WorkerTest(world)
{
    private string? _blocked;

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData("login refused", "SuperOffice: ")]
    [InlineData("tenant not running", "SuperOffice: ")]
    [InlineData("API only failed", "SuperOffice: ")]
    [InlineData("answers unreadable", "SuperOffice: ")]
    [InlineData("enricher refused", "Company Explorer: ")]
    [InlineData("writes stopped", "Write stop: ")]
    [InlineData("no snapshots", "Snapshots: ")]
    public async Task Worker_asks_again_at_once(string what, string reason)
    {
        await using var worker = await WorkerHost.StartAsync(
            World,
            settings:
            [
                // Nobody probes by the minute while this test lasts, and no break ends by itself.
                ("Worker:ProbeEvery", "00:10:00"), ("SuperOffice:BreakerPause", "00:10:00"), ("SuperOffice:BreakerMinimumCalls", what == "API only failed" ? "3" : "10000"),
                ("Worker:FirstRetry", "00:00:00.010"), ("Worker:SnapshotDirectory", Path.Combine(Folder, "snapshots")),
            ]);
        var holds = worker.Services.GetRequiredService<Holds>();
        Assert.Equal(("completed", "written"), await worker.EndOfAsync((await PostAsync(worker, 1))[0]));
        await BreakAsync(worker, what);
        var jobs = await PostAsync(worker, what == "answers unreadable" ? 6 : 1);
        var hold = (await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation))[0];
        Assert.StartsWith(reason, hold.Reason, StringComparison.Ordinal);

        // A pass that is about to hold the tenant as well would do so after the resume.
        await Eventually.TrueAsync(
            async () => (await worker.Services.GetRequiredService<JobAudit>().CountAsync(Cancellation)).Processing == 0, cancellationToken: Cancellation);
        await MendAsync(worker, what);
        Assert.True(await holds.ResumeByAsync(WorkerHost.Tenant, "ANNA", Cancellation));

        foreach (var job in jobs)
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }

        Assert.Empty(await holds.ListAsync(Cancellation));
    }

    /// <summary>The enricher hears of it with the next question.</summary>
    [Fact]
    public async Task Pause_of_the_Company_Explorer_ends_with_the_resume()
    {
        await using var explorer = await ListeningExplorer.StartAsync();
        await using var enricher = await EnricherProcess.StartAsync(explorer.Address, ("Explorer__BreakerMinimumCalls", "2"), ("Explorer__BreakerPause", "00:10:00"));
        explorer.Says = _ => (500, "");
        await using var worker = await WorkerHost.StartAsync(
            World, settings: [("Worker:Enricher", enricher.Address.AbsoluteUri), ("Worker:ProbeEvery", "00:10:00"), ("Worker:FirstRetry", "00:00:00.010")]);
        var holds = worker.Services.GetRequiredService<Holds>();
        var jobs = await PostAsync(worker, 2);
        var hold = (await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation))[0];
        Assert.StartsWith("Company Explorer: ", hold.Reason, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => (await worker.Services.GetRequiredService<JobAudit>().CountAsync(Cancellation)).Processing == 0, cancellationToken: Cancellation);
        (explorer.Says, var asked) = (_ => null, explorer.Asked.Count);

        await holds.ResumeByAsync(WorkerHost.Tenant, "ANNA", Cancellation);

        foreach (var job in jobs)
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }

        Assert.Equal(asked + 2, explorer.Asked.Count);
        Assert.Empty(await holds.ListAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_still_refused_holds_the_tenant_again_after_one_question_more()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Worker:ProbeEvery", "00:10:00"), ("Worker:Attempts", "1")]);
        var holds = worker.Services.GetRequiredService<Holds>();
        Assert.Equal(("completed", "written"), await worker.EndOfAsync((await PostAsync(worker, 1))[0]));
        await BreakAsync(worker, "login refused");
        var job = (await PostAsync(worker, 1))[0];
        var first = (await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation))[0];

        await holds.ResumeByAsync(WorkerHost.Tenant, "ANNA", Cancellation);

        await Eventually.TrueAsync(
            async () => (await holds.ListAsync(Cancellation)).Any(h => h.Since > first.Since), cancellationToken: Cancellation);
        await Eventually.TrueAsync(async () => (await worker.Runs.FindJobAsync(job, Cancellation))!.State == "scheduled", cancellationToken: Cancellation);
    }

    private async Task BreakAsync(WorkerHost worker, string what)
    {
        switch (what)
        {
            case "login refused":
                await Crm.FaultsAsync(new { refreshTokenRevoked = true });
                using (await Crm.Control.PostAsync(new Uri("/sandbox/tokens/expire", UriKind.Relative), null, Cancellation))
                {
                }

                break;
            case "tenant not running":
                await Crm.FaultsAsync(new { tenantState = "OfflineMaintenance", retryAfterAs = "None", stateValidSeconds = 3600 });
                break;
            case "API only failed":
                await Crm.FaultsAsync(new { api = "ServerError" });
                break;
            case "answers unreadable":
                await Crm.FaultsAsync(new { apiFaults = new[] { new { kind = "Page", method = "GET" } } });
                break;
            case "enricher refused":
                World.Enricher.OnContact = (_, _, _) => throw ScriptedEnricher.Failure(StatusCode.Unauthenticated);
                break;
            case "writes stopped":
                await worker.Services.GetRequiredService<TenantModes>().StopWritesAsync(WorkerHost.Tenant, "ANNA", "", Cancellation);
                break;
            default:
                // A file in the place of the directory.
                _blocked = Path.Combine(Folder, "snapshots");
                Directory.Move(_blocked, _blocked + ".away");
                await File.WriteAllTextAsync(_blocked, "", Cancellation);
                break;
        }
    }

    private async Task MendAsync(WorkerHost worker, string what)
    {
        World.Enricher.OnContact = null;
        await Crm.FaultsAsync(new { refreshTokenRevoked = false, tenantState = "Running", api = "Normal", apiFaults = Array.Empty<object>() });
        if (what == "writes stopped")
        {
            await worker.Services.GetRequiredService<TenantModes>().AllowWritesAsync(WorkerHost.Tenant, "ANNA", "", Cancellation);
        }

        if (_blocked is not null)
        {
            File.Delete(_blocked);
            Directory.Move(_blocked + ".away", _blocked);
        }
    }

    private async Task<string[]> PostAsync(WorkerHost worker, int companies)
    {
        World.Intake = null;
        var jobs = new List<string>();
        for (var n = 0; n < companies; n++)
        {
            jobs.Add(await worker.PostAsync("contact.created", (await Crm.CreateAsync($"Weiter {n} AG")).Contact, []));
        }

        return [.. jobs];
    }
}
