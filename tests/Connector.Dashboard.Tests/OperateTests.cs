using System.Net;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Dashboard.Tests;

/// <summary>What is done to many records or jobs: previewed, run once, gone on with after a crash. For undo and adopt a worker does it: see its tests.</summary>
public sealed class OperateTests(RedisFixture redis) : DashboardTest(redis)
{
    private const string Nobody = "00000000000000000000000000000001";

    [Theory]
    [InlineData("approve", "approve", true)]
    [InlineData("reject", null, false)]
    [InlineData("replay", "replay", true)]
    [InlineData("release", "replay", true)]
    [InlineData("ignore", null, false)]
    [InlineData("erase", "erase", false)]
    [InlineData("enrich", "replay", true)]
    public async Task While_the_tenant_is_held_and_writes_are_stopped_it_is_previewed_and_run_once_through_crashes(string kind, string? request, bool writes)
    {
        var (selection, conflicts) = await SubjectsAsync(kind);
        await SendAsync($"{Tenant}/hold", """{"by":"Anna","reason":"migration"}""");
        await SendAsync($"{Tenant}/write-stop", """{"by":"Anna","on":true}""");
        var (accepted, done) = (await AcceptedAsync(), (await OperationsAsync()).Count);

        var preview = await PreviewAsync(kind, selection);
        Assert.Equal(("done", 2, conflicts), (Text(preview, "state"), Count(preview, "toDo"), Count(preview, "conflicts")));
        Assert.Equal(JsonValueKind.Null, preview.GetProperty("batch").ValueKind);
        Assert.Equal(conflicts, preview.GetProperty("items").EnumerateArray().Count(item => item.GetProperty("conflict").ValueKind == JsonValueKind.String));
        Assert.Equal(
            (writes, request is not null),
            (Says(preview, "Writes to Cust10001 are stopped"), Says(preview, "Cust10001 is held (migration)")));
        Assert.Equal((accepted, done), (await AcceptedAsync(), (await OperationsAsync()).Count));

        // The dashboard that made the preview is gone.
        await using var other = DashboardHost.Start(Redis);
        var run = await RunAsync(kind, preview, other.Client);
        Assert.Equal(("done", 2, Text(run, "id")), (Text(run, "state"), Count(run, "done"), Text(run, "batch")));
        var jobs = request is null ? 0 : 2;
        Assert.Equal((accepted + jobs, done + 1), (await AcceptedAsync(), (await OperationsAsync()).Count));

        // A dashboard that ended before it had kept how far it was.
        await using var connection = await Redis.ConnectAsync();
        RedisKey key = $"connector:{{0}}:operation:Cust10001:{Text(run, "id")}";
        await connection.GetDatabase().HashDeleteAsync(key, ["state", "cursor", "counts"]);
        var again = await RunAsync(kind, preview);
        Assert.Equal((Text(run, "id"), "done", accepted + jobs, done + 1), (Text(again, "id"), Text(again, "state"), await AcceptedAsync(), (await OperationsAsync()).Count));
        Assert.Equal((2, conflicts), (Count(again, "done"), Count(again, "conflicts")));

        Assert.Equal(Text(run, "id"), Text(await GetAsync($"/api/operations/{kind}/{Text(preview, "id")}?tenant=Cust10001"), "runAs"));
        Assert.Equal("Bert", Text(run, "by"));
        Assert.StartsWith($"Bert {kind} Cust10001", (await OperationsAsync())[0], StringComparison.Ordinal);
        Assert.EndsWith("; because", (await OperationsAsync())[0], StringComparison.Ordinal);
        Assert.Equal(Text(run, "id"), Text((await GetAsync("/api/operations")).GetProperty("items")[0], "batch"));
        Assert.True((await GetAsync("/api/audit")).GetProperty("balanced").GetBoolean());
        await SendAsync($"{Tenant}/resume", """{"by":"Anna"}""", HttpStatusCode.NoContent);
        for (var i = 0; i < jobs; i++)
        {
            var pass = await Story.TakeAsync();
            var job = Assert.Single(pass.Jobs);
            Assert.Equal((request, "Bert"), (job.Request, job.By));
            await Story.FinishAsync(pass, JobOutcome.Unchanged, "unchanged");
        }
    }

    [Fact]
    public async Task What_was_proposed_after_the_preview_nobody_has_seen_and_is_not_approved()
    {
        await Story.ProposeAsync(7);
        await Story.ProposeAsync(8);
        var preview = await PreviewAsync("approve", """{"all":true}""");
        Assert.Equal(4, Count(preview, "fields"));
        Assert.Equal("[I:4]", Text(preview.GetProperty("items")[0].GetProperty("fields")[0], "new"));

        await Story.ProposeAsync(8);
        await Story.ProposeAsync(9);
        var run = await RunAsync("approve", preview);

        Assert.Equal(1, Count(run, "done"));
        var job = Assert.Single((await Story.TakeAsync()).Jobs);
        Assert.Equal("contact:7", job.Entity.ToString());
        Assert.Contains(Text(run, "batch"), job.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_rejected_leaves_the_list_and_is_told_to_whoever_asks_for_it()
    {
        var found = await Story.ProposeAsync(7);
        await RunAsync("reject", await PreviewAsync("reject", $$"""{"run":"{{found}}"}"""));

        Assert.Equal(0, (await GetAsync($"{Tenant}/proposals")).GetProperty("total").GetInt32());
        using var gone = await Host.Client.GetAsync($"{Tenant}/proposals/contact:7", Cancel);
        Assert.Equal(
            (HttpStatusCode.NotFound, "Nothing is proposed for contact:7: rejected by Bert: because; proposed again when the company's data or the mapping changes."),
            (gone.StatusCode, await DetailAsync(gone)));
        Assert.DoesNotContain("for approval", await PageAsync(), StringComparison.Ordinal);
        Assert.Contains("rejected by Bert", await Host.Client.GetStringAsync($"/runs/{found}", Cancel), StringComparison.Ordinal);
        Assert.Contains("rejected by Bert", (await GetAsync("/api/explain/Cust10001/contact:7")).ToString(), StringComparison.Ordinal);
        Assert.NotNull(await Host.Services.GetRequiredService<Proposals>().FindRejectionAsync(Hosting.Story.Tenant, Jobs.Accounts.EntityKey.Contact(7), Cancel));
    }

    [Fact]
    public async Task What_needs_the_CRM_is_a_job_of_a_worker_and_its_failure_is_told()
    {
        var preview = await PreviewAsync("adopt", """{"entities":["contact:7","contact:8"],"owners":["KW"]}""");
        Assert.Equal(("waiting", "contact:7 contact:8, owners KW"), (Text(preview, "state"), Text(preview, "about")));
        Assert.Contains("look at it until it is done", Text(await SendAsync("/api/operations/adopt/run", RunOf(preview), HttpStatusCode.Conflict), "detail"), StringComparison.Ordinal);
        await Story.CountAsync(Text(preview, "id"), ("contacts", 2), ("wouldAdopt", 5));
        Assert.Equal(5, Count(await GetAsync($"/api/operations/adopt/{Text(preview, "id")}?tenant=Cust10001"), "wouldAdopt"));
        var run = await RunAsync("adopt", preview);
        var pass = await Story.TakeAsync();
        Assert.Equal((Text(run, "id"), "adopt", "Bert"), (pass.Jobs[0].JobId, pass.Jobs[0].Request, pass.Jobs[0].By));
        await Story.FinishAsync(pass, JobOutcome.Completed, "asked_for");

        var undo = await PreviewAsync("undo", """{"fromSnapshots":true,"from":"2026-11-25T08:00Z"}""");
        Assert.Equal("from 2026-11-25T08:00Z, by the journal", Text(undo, "about"));
        await Story.FinishAsync(await Story.TakeAsync(), JobOutcome.Dead, "no_snapshots", "no directory");
        undo = await GetAsync($"/api/operations/undo/{Text(undo, "id")}?tenant=Cust10001");
        Assert.Equal(("failed", "no directory"), (Text(undo, "state"), Text(undo, "error")));
        Assert.Contains("the whole tenant", await PageAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approve", """{"owners":["KW"]}""", 400, "'owners' does not select proposals; approve takes 'entities', 'run' or 'all'.")]
    [InlineData("approve", "{}", 400, "Say which proposals are meant: 'entities', 'run' or 'all'.")]
    [InlineData("approve", """{"all":true,"entities":["contact:7"]}""", 400, "Say either 'all' or which: all is everything.")]
    [InlineData("approve", """{"entities":[]}""", 400, "A list has 1 to 1,000 entries.")]
    [InlineData("approve", """{"entities":[null]}""", 400, "An entity is spelt contact:4711 or person:981.")]
    [InlineData("approve", """{"run":"00000000000000000000000000000001"}""", 404, "There is no sync run 00000000000000000000000000000001, or it is kept no longer.")]
    [InlineData("adopt", """{"entities":["person:7"]}""", 400, "Contacts are adopted, such as contact:4711, and their persons with them.")]
    [InlineData("adopt", """{"owners":["a\nb"]}""", 400, "Owners are associate ids or short names: 1 to 100 printable characters.")]
    [InlineData("adopt", """{"categories":[0]}""", 400, "Ids are greater than 0.")]
    [InlineData("undo", """{"fromSnapshots":true}""", 400, "Say which writes are meant: 'entities', 'pass', 'run', 'batch', 'from' or 'until'.")]
    [InlineData("undo", """{"from":"yesterday"}""", 400, "'from' and 'until' must be times such as 2026-11-25T08:30:00Z.")]
    [InlineData("replay", """{"jobs":["00000000000000000000000000000001"],"how":"twice"}""", 400, "'how' must be recorded or fresh.")]
    [InlineData("replay", """{"jobs":["00000000000000000000000000000001"]}""", 404, "There is no job 00000000000000000000000000000001. A job that has ended is kept for a limited time.")]
    [InlineData("erase", """{"entities":["contact:0"]}""", 400, "An entity is spelt contact:4711 or person:981.")]
    [InlineData("enrich", """{"all":true}""", 400, "'all' does not select records; enrich takes 'entities' or 'how'.")]
    [InlineData("enrich", """{"how":"fresh"}""", 400, "Say which records are meant: 'entities'.")]
    [InlineData("releese", """{"all":true}""", 404, "There is no operation 'releese'. Did you mean 'release'?")]
    public async Task What_is_not_understood_is_refused_and_changes_nothing(string kind, string selection, int status, string says)
    {
        var refused = await SendAsync(
            $"/api/operations/{kind}/preview", $$"""{"tenant":"Cust10001","by":"Anna","selection":{{selection}}}""", (HttpStatusCode)status);

        Assert.Equal(says, Text(refused, "detail"));
        Assert.Equal(0, await AcceptedAsync());
    }

    [Fact]
    public async Task An_unknown_tenant_a_slip_and_a_run_without_a_reason_are_refused()
    {
        await Story.ProposeAsync(7);
        Assert.Equal(
            "There is no tenant Cust1001. Did you mean Cust10001?",
            Text(await SendAsync("/api/operations/approve/preview", """{"tenant":"Cust1001","by":"Anna","selection":{"all":true}}""", HttpStatusCode.NotFound), "detail"));
        using var slip = await PostAsync("/api/operations/approve/preview", """{"tenant":"Cust10001","by":"Anna","selection":{"all":true,"entites":["contact:7"]}}""");
        Assert.Equal(HttpStatusCode.BadRequest, slip.StatusCode);
        var preview = Text(await PreviewAsync("reject", """{"all":true}"""), "id");
        Assert.StartsWith(
            "'why' must be",
            Text(await SendAsync("/api/operations/reject/run", $$"""{"tenant":"Cust10001","preview":"{{preview}}","by":"Anna"}""", HttpStatusCode.BadRequest), "detail"),
            StringComparison.Ordinal);
        foreach (var (kind, id) in new[] { ("approve", preview), ("reject", Nobody), ("reject", "4711") })
        {
            await SendAsync($"/api/operations/{kind}/run", $$"""{"tenant":"Cust10001","preview":"{{id}}","by":"Anna","why":"x"}""", HttpStatusCode.NotFound);
        }

        Assert.Empty(await OperationsAsync());
        using var keyless = await PostAsync("/api/operations/approve/preview", """{"tenant":"Cust10001","by":"Anna","selection":{"all":true}}""", key: null);
        Assert.Equal(HttpStatusCode.Unauthorized, keyless.StatusCode);
    }

    private async Task<(string Selection, long Conflicts)> SubjectsAsync(string kind)
    {
        switch (kind)
        {
            case "approve" or "reject":
                await Story.ProposeAsync(7);
                await Story.ProposeAsync(8);
                return ("""{"entities":["contact:7","contact:8","contact:9"]}""", 1);
            case "replay":
                string[] ended = [await Story.CompleteAsync(7, "Lathe Works"), await Story.CompleteAsync(8, "Mill Works")];
                await Story.AttachAsync(9, "contact.created");
                return ($$"""{"jobs":["{{string.Join("\",\"", [.. ended, (await Story.TakeAsync()).Jobs[0].JobId])}}"]}""", 1);
            case "release" or "ignore":
                string[] dead = [await Story.DieAsync(7), await Story.DieAsync(8)];
                return ($$"""{"jobs":["{{string.Join("\",\"", [.. dead, await Story.CompleteAsync(9, "Lathe Works")])}}"]}""", 1);
            default:
                return ("""{"entities":["contact:7","person:9"]}""", 0);
        }
    }

    private Task<JsonElement> PreviewAsync(string kind, string selection) =>
        SendAsync($"/api/operations/{kind}/preview", $$"""{"tenant":"Cust10001","by":"Anna","selection":{{selection}}}""");

    private static string RunOf(JsonElement preview) => $$"""{"tenant":"Cust10001","preview":"{{Text(preview, "id")}}","by":"Bert","why":"because"}""";

    private async Task<JsonElement> RunAsync(string kind, JsonElement preview, HttpClient? client = null)
    {
        using var response = await PostAsync($"/api/operations/{kind}/run", RunOf(preview), client: client);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<long> AcceptedAsync() => (await GetAsync("/api/audit")).GetProperty("accepted").GetInt64();

    private static bool Says(JsonElement operation, string conflict) =>
        operation.GetProperty("conflicts").EnumerateArray().Any(one => one.GetString()!.StartsWith(conflict, StringComparison.Ordinal));

    private static long Count(JsonElement operation, string name) => operation.GetProperty("counts").TryGetProperty(name, out var count) ? count.GetInt64() : 0;
}
