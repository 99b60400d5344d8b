using System.Net;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>
/// SuperOffice, the Company Explorer, or what stands before them, answers with what nobody can read: to all records, or to one of them. Real Redis, a real
/// enricher process.
/// </summary>
[Collection(Serial.Name)]
public sealed class UnreadableStormTests(OutsideWorld world, RealEnricher enricher) : WorkerTest(world), IClassFixture<RealEnricher>
{
    private const string Page = "<!doctype html><html><body><h1>Sign in</h1></body></html>";

    protected override async ValueTask CleanUpAsync()
    {
        enricher.Reset();
        await Crm.ResetAsync();
    }

    /// <summary>Reads and changes are answered by the sandbox, in its words; questions byte for byte.</summary>
    [Theory]
    [InlineData("reads", "Page")]
    [InlineData("reads", "Empty")]
    [InlineData("reads", "TruncatedJson")]
    [InlineData("reads", "WrongType")]
    [InlineData("changes", "Page")]
    [InlineData("changes", "Empty")]
    [InlineData("changes", "WrongType")]
    [InlineData("questions", Page)]
    [InlineData("questions", "")]
    [InlineData("questions", """{ "status": "success", "vertical_name": """)]
    [InlineData("questions", "[]")]
    [InlineData("questions", "7")]
    public async Task Storm_holds_the_tenant_until_a_probe_reads_and_no_job_is_dead(string side, string answer)
    {
        Assert.SkipUnless(answer is "Page" or Page || Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var worker = await StartAsync();
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(Assert.Single(await PostAsync(worker, 1))));
        await SpoilAsync(side, answer);

        var jobs = await PostAsync(worker, 12);
        var holds = worker.Services.GetRequiredService<Holds>();
        var hold = (await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation))[0];
        var who = side switch { "reads" => "SuperOffice", "changes" => "SuperOffice changes", _ => "Company Explorer" };
        Assert.StartsWith($"{who}: its answers cannot be read: 5 records or more", hold.Reason, StringComparison.Ordinal);

        // More probes than a job has attempts: they cost none.
        var before = await CallsAsync(side);
        await Eventually.TrueAsync(async () => await CallsAsync(side) >= before + 8, TimeSpan.FromSeconds(20), cancellationToken: Cancellation);
        await SpoilAsync(side, null);

        foreach (var job in jobs)
        {
            Assert.Equal(("completed", "written"), await EndOfAsync(worker, job));
        }

        await Eventually.TrueAsync(async () => (await holds.ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
        // The first ones, before there were five, and none of them twice; the others none.
        Assert.InRange((await worker.Runs.ListAsync(0, 100, Cancellation)).Sum(run => run.Attempts), 0, 4);
    }

    [Fact]
    public async Task Right_JSON_of_another_content_type_is_read_as_ever()
    {
        enricher.Explorer.ContentType = "text/plain";
        await using var worker = await StartAsync();
        await Crm.FaultsAsync(new { apiFaults = new[] { new { kind = "WrongContentType" } } });

        foreach (var job in await PostAsync(worker, 6))
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("")]
    [InlineData("""{ "ContactId": """)]
    [InlineData("7")]
    public async Task One_record_that_cannot_be_read_is_tried_as_often_as_may_be_and_holds_up_nobody(string body)
    {
        Assert.SkipUnless(body.StartsWith('<') || Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var (odd, reads) = (0, 0);
        var wire = new PatchWire(
            async (request, send) =>
            {
                if (!request.RequestUri!.AbsolutePath.EndsWith($"/Contact/{odd}", StringComparison.Ordinal))
                {
                    return await send();
                }

                Interlocked.Increment(ref reads);
                return PatchWire.Answer(request, HttpStatusCode.OK, body);
            },
            HttpMethod.Get);
        await using var worker = await WorkerHost.StartAsync(World, wire.AddTo, settings: [("Worker:Attempts", "4"), ("Worker:FirstRetry", "00:00:00.010")]);
        World.Intake = null;
        (odd, _) = await Crm.CreateAsync("Unlesbar AG");
        var job = await worker.PostAsync("contact.created", odd, []);
        foreach (var other in await PostAsync(worker, 6))
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(other));
        }

        Assert.Equal(("dead", "failed"), await worker.EndOfAsync(job));
        Assert.Equal(4, reads);
        Assert.Empty(await worker.Services.GetRequiredService<Holds>().ListAsync(Cancellation));
    }

    // Few attempts, which the storm must not use up, and no breaker that opens before.
    private Task<WorkerHost> StartAsync() => WorkerHost.StartAsync(
        World,
        settings:
        [
            ("Worker:Enricher", enricher.Process.Address.AbsoluteUri), ("Worker:Attempts", "5"), ("Worker:FirstRetry", "00:00:05"),
            ("SuperOffice:BreakerMinimumCalls", "10000"),
        ]);

    /// <summary>Spoils what a side answers with; null: no more.</summary>
    private async Task SpoilAsync(string side, string? answer)
    {
        if (side == "questions")
        {
            enricher.Explorer.Says = _ => answer is null ? null : (200, answer);
            enricher.Explorer.ContentType = answer == Page ? "text/html" : "application/json";
            return;
        }

        await Crm.FaultsAsync(new
        {
            apiFaults = answer is null ? [] : new[] { new { kind = answer, method = MethodOf(side), resource = "Contact" } },
        });
    }

    private async Task<long> CallsAsync(string side) => side == "questions"
        ? enricher.Explorer.Asked.Count
        : (await Crm.CountersAsync("apiCalls")).GetValueOrDefault($"{MethodOf(side)} Contact");

    private static string MethodOf(string side) => side == "changes" ? "PATCH" : "GET";

    private static async Task<(string? Outcome, string? Reason)> EndOfAsync(WorkerHost worker, string job)
    {
        // The first of them wait out the pause after their one attempt.
        var view = await Eventually.ValueAsync(
            () => worker.Runs.FindJobAsync(job, Cancellation), v => v is { State: "finished" or "dead" }, TimeSpan.FromSeconds(30), cancellationToken: Cancellation);
        return (view!.Outcome, view.Reason);
    }

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
