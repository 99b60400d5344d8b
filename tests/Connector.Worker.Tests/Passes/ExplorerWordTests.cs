using Connector.Jobs.Queue;
using Connector.Jobs.Spend;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>
/// What the Company Explorer, or whatever stands before it, answers × what the worker does × what is booked: real Redis, a real enricher
/// process. Nothing is final but what the Company Explorer itself says about a company.
/// </summary>
[Collection(SecondWorld.Name)]
public sealed class ExplorerWordTests(OutsideWorld world, RealEnricher enricher) : WorkerTest(world)
{
    private const string Page = "<!doctype html><html><body><h1>Not Found</h1></body></html>";
    private const string Charged = "\"cost\": { \"amount\": 0.02, \"currency\": \"EUR\" }";

    /// <summary>Ended at the first answer, or held until it changes, or retried until it is dead.</summary>
    [Theory]
    // Not found where the body says so.
    [InlineData(200, """{ "status": "not_found" }""", "unchanged not_found", 1, "0", "0")]
    [InlineData(404, """{ "status": "not_found" }""", "unchanged not_found", 1, "0", "0")]
    [InlineData(200, "{ \"status\": \"not_found\", " + Charged + " }", "unchanged not_found", 1, "0.02", "0")]
    [InlineData(404, "{ \"status\": \"not_found\", " + Charged + " }", "unchanged not_found", 1, "0.02", "0")]
    // Somebody else speaks.
    [InlineData(404, Page, "held", 1, "0", "0.05")]
    [InlineData(404, "", "held", 1, "0", "0.05")]
    [InlineData(404, """{ "detail": "Not Found" }""", "held", 1, "0", "0.05")]
    [InlineData(404, """{ "status": "error" }""", "held", 1, "0", "0.05")]
    [InlineData(404, """[404]""", "held", 1, "0", "0.05")]
    [InlineData(405, "", "held", 1, "0", "0.05")]
    [InlineData(410, Page, "held", 1, "0", "0.05")]
    [InlineData(401, Page, "held", 1, "0", "0.05")]
    // It gave up, or cannot be understood: another time it may succeed.
    [InlineData(200, """{ "status": "error" }""", "dead failed", 0, "0", "0")]
    [InlineData(200, """{ "status": "error", "detail": "blocked", "company_name": "Other AG" }""", "dead failed", 0, "0", "0")]
    [InlineData(200, "{ \"status\": \"error\", " + Charged + " }", "dead failed", 2, "0.04", "0")]
    [InlineData(200, Page, "dead failed", 1, "0", "0.05")]
    [InlineData(200, "", "dead failed", 1, "0", "0.05")]
    [InlineData(200, """{ "status": "succ""", "dead failed", 1, "0", "0.05")]
    [InlineData(200, """[{ "status": "success" }]""", "dead failed", 1, "0", "0.05")]
    [InlineData(200, """{ "status": "done" }""", "dead failed", 1, "0", "0.05")]
    [InlineData(200, """{ "summary": "Builds pumps." }""", "dead failed", 1, "0", "0.05")]
    [InlineData(500, Page, "dead failed", 1, "0", "0.05")]
    public async Task Answer_EndsAsItShould_AndBooksWhatItCost(int status, string body, string ends, int calls, string settled, string reserved)
    {
        await using var worker = await StartAsync(_ => (status, body));
        var job = await worker.PostAsync("contact.created", (await Crm.CreateAsync("Wortlaut AG")).Contact, []);

        if (ends == "held")
        {
            var held = await Eventually.ValueAsync(() => HoldsOf(worker).ListAsync(Cancellation), holds => holds.Count > 0, cancellationToken: Cancellation);
            Assert.StartsWith("Company Explorer: ", held[0].Reason, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(ends, await worker.EndOfAsync(job) is var end ? $"{end.Outcome} {end.Reason}" : "");
            Assert.Equal(ends.StartsWith("dead", StringComparison.Ordinal) ? 2 : 1, enricher.Explorer.Asked.Count);
        }

        Assert.Equal((calls, Money(settled), Money(reserved)), await BookedAsync(worker));
    }

    /// <summary>Nothing of it is kept for an answer: once the Company Explorer answers, the account is enriched.</summary>
    [Theory]
    [InlineData(404, Page)]
    [InlineData(200, """{ "status": "error" }""")]
    [InlineData(200, Page)]
    public async Task Trouble_ThatPasses_LeavesAnEnrichedAccount(int status, string body)
    {
        await using var worker = await StartAsync(time => time == 1 ? (status, body) : null);
        var job = await worker.PostAsync("contact.created", (await Crm.CreateAsync("Zweiter Versuch AG")).Contact, []);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        Assert.Equal((1, 0.0123m, 0m), await BookedAsync(worker));
        await Eventually.TrueAsync(async () => (await HoldsOf(worker).ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
    }

    private async Task<WorkerHost> StartAsync(Func<int, (int Status, string Body)?> says)
    {
        enricher.Reset();
        enricher.Explorer.Says = says;
        var worker = await WorkerHost.StartAsync(
            World,
            settings: [("Worker:Enricher", enricher.Process.Address.AbsoluteUri), ("Worker:Attempts", "2"), ("Tenant:Spend:ExpectedCost", "0.05")]);
        World.Intake = null;
        return worker;
    }

    private static Holds HoldsOf(WorkerHost worker) => worker.Services.GetRequiredService<Holds>();

    private static async Task<(int Calls, decimal Settled, decimal Reserved)> BookedAsync(WorkerHost worker) =>
        Assert.Single(await worker.Services.GetRequiredService<SpendBook>().TodayAsync(Cancellation)) is var today
            ? (today.Calls, today.Settled, today.Reserved)
            : default;

    private static decimal Money(string amount) => decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
}
