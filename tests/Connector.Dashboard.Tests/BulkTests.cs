using System.Net;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Queue;

namespace Connector.Dashboard.Tests;

/// <summary>What a worker counts first, and does then: asked for over HTTP.</summary>
public sealed class BulkTests(RedisFixture redis) : DashboardTest(redis)
{
    [Fact]
    public async Task An_adoption_is_counted_by_a_job_and_done_by_another_once()
    {
        var looked = await SendAsync($"{Tenant}/adopt", """{"by":"Anna","contacts":[7,8],"owners":["KW"]}""");
        var id = Text(looked, "id");
        Assert.Equal(("adopt", true, "waiting", "contacts 7 8, owners KW"), (Text(looked, "kind"), looked.GetProperty("dryRun").GetBoolean(), Text(looked, "state"), Text(looked, "about")));
        await SendAsync($"{Tenant}/bulk/{id}/run", """{"by":"Anna"}""", HttpStatusCode.Conflict);

        await Story.CountAsync(id, ("contacts", 2), ("wouldAdopt", 5));
        looked = await GetAsync($"{Tenant}/bulk/{id}");
        Assert.Equal(("done", 5), (Text(looked, "state"), looked.GetProperty("counts").GetProperty("wouldAdopt").GetInt32()));
        var asked = await SendAsync($"{Tenant}/bulk/{id}/run", """{"by":"Anna"}""");
        var again = await SendAsync($"{Tenant}/bulk/{id}/run", """{"by":"Bert"}""");

        Assert.Equal((Text(asked, "id"), false), (Text(again, "id"), asked.GetProperty("dryRun").GetBoolean()));
        Assert.Equal(Text(asked, "id"), Text(await GetAsync($"{Tenant}/bulk/{id}"), "runAs"));
        var job = Assert.Single((await Story.TakeAsync()).Jobs);
        Assert.Equal((Text(asked, "id"), "adopt", "Anna"), (job.JobId, job.Request, job.By));
    }

    [Fact]
    public async Task An_undo_by_the_journal_is_asked_of_a_worker_and_its_failure_is_told()
    {
        var looked = await SendAsync($"{Tenant}/undo/look", """{"by":"Anna","fromSnapshots":true,"from":"2026-11-25T08:00Z"}""");
        Assert.Equal(("undo", "by the journal"), (Text(looked, "kind"), Text(looked, "about")));

        await Story.FinishAsync(await Story.TakeAsync(), JobOutcome.Dead, "no_snapshots", "no directory");

        looked = await GetAsync($"{Tenant}/bulk/{Text(looked, "id")}");
        Assert.Equal(("failed", "no directory"), (Text(looked, "state"), Text(looked, "error")));
        Assert.Contains("the whole tenant", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_names_nothing_or_too_much_is_refused_and_makes_no_job()
    {
        foreach (var (path, body, expected) in new[]
        {
            ("adopt", """{"by":"Anna"}""", HttpStatusCode.BadRequest),
            ("adopt", """{"by":"Anna","all":true,"contacts":[7]}""", HttpStatusCode.BadRequest),
            ("adopt", """{"by":"Anna","contacts":[0]}""", HttpStatusCode.BadRequest),
            ("adopt", """{"by":"Anna","owners":["a\nb"]}""", HttpStatusCode.BadRequest),
            ("adopt", """{"by":"Anna","owners":[null]}""", HttpStatusCode.BadRequest),
            ("adopt", """{"all":true}""", HttpStatusCode.BadRequest),
            ("undo/look", """{"by":"Anna","fromSnapshots":true}""", HttpStatusCode.BadRequest),
            ("bulk/00000000000000000000000000000001/run", """{"by":"Anna"}""", HttpStatusCode.NotFound),
        })
        {
            Assert.NotEmpty(Text(await SendAsync($"{Tenant}/{path}", body, expected), "detail"));
        }

        Assert.Equal(0, (await GetAsync("/api/audit")).GetProperty("accepted").GetInt64());
        Assert.Equal(JsonValueKind.Array, (await GetAsync("/api/operations")).GetProperty("items").ValueKind);
    }
}
