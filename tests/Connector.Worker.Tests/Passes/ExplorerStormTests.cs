using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>The Company Explorer, or what stands before it, answers with what nobody can read: real Redis, a real enricher process.</summary>
[Collection(Serial.Name)]
public sealed class ExplorerStormTests(OutsideWorld world, ExplorerWordTests.Explorer explorer) : WorkerTest(world), IClassFixture<ExplorerWordTests.Explorer>
{
    [Theory]
    [InlineData("<!doctype html><html><body><h1>Sign in</h1></body></html>", "text/html")]
    [InlineData("", "application/json")]
    [InlineData("""{ "status": "success", "vertical_name": """, "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("7", "application/json")]
    public async Task Storm_holds_the_tenant_until_a_probe_reads_and_no_job_is_dead(string body, string contentType)
    {
        Assert.SkipUnless(contentType == "text/html" || Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        explorer.Http.Asked.Clear();
        (explorer.Http.Says, explorer.Http.ContentType) = (_ => (200, body), contentType);
        await using var worker = await StartAsync();
        var jobs = await PostAsync(worker, 12);
        var holds = worker.Services.GetRequiredService<Holds>();
        var hold = (await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation))[0];
        Assert.StartsWith("Company Explorer: its answers cannot be read: 5 records or more", hold.Reason, StringComparison.Ordinal);

        // More probes than a job has attempts: they cost none.
        var before = explorer.Http.Asked.Count;
        await Eventually.TrueAsync(() => explorer.Http.Asked.Count >= before + 8, TimeSpan.FromSeconds(20), cancellationToken: Cancellation);
        (explorer.Http.Says, explorer.Http.ContentType) = (_ => null, "application/json");

        await worker.AllEndedAsync(atLeast: 12);
        foreach (var job in jobs)
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }

        await Eventually.TrueAsync(async () => (await holds.ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Right_JSON_of_another_content_type_is_read_as_ever()
    {
        (explorer.Http.Says, explorer.Http.ContentType) = (_ => null, "text/plain");
        await using var worker = await StartAsync();

        foreach (var job in await PostAsync(worker, 6))
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }

        explorer.Http.ContentType = "application/json";
    }

    private Task<WorkerHost> StartAsync() => WorkerHost.StartAsync(
        World,
        settings:
        [
            ("Worker:Enricher", explorer.Enricher.Address.AbsoluteUri), ("Worker:Attempts", "5"), ("Worker:FirstRetry", "00:00:05"),
        ]);

    private async Task<string[]> PostAsync(WorkerHost worker, int companies)
    {
        World.Intake = null;
        var jobs = new List<string>();
        for (var n = 0; n < companies; n++)
        {
            jobs.Add(await worker.PostAsync("contact.created", (await Crm.CreateAsync($"Sturm {n} AG")).Contact, []));
        }

        return [.. jobs];
    }
}
