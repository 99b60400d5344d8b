using System.Net;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Queue;

namespace Connector.Dashboard.Tests;

/// <summary>What an operator asks for becomes jobs that a worker takes.</summary>
public sealed class RequestTests(RedisFixture redis) : DashboardTest(redis)
{
    private const string Nobody = "00000000000000000000000000000001";

    [Fact]
    public async Task An_ended_job_is_done_over_recorded_unless_fresh_is_asked_for()
    {
        var run = await Story.CompleteAsync(7, "Lathe Works");

        foreach (var (how, request) in new[] { ("", "replay"), (",\"how\":\"recorded\"", "replay"), (",\"how\":\"fresh\"", "fresh") })
        {
            var replayed = await SendAsync($"/api/jobs/{run}/replay", $$"""{"by":"Anna"{{how}}}""");
            var pass = await Story.TakeAsync();
            var job = Assert.Single(pass.Jobs);
            Assert.Equal((Text(replayed, "jobId"), request, "Anna", run), (job.JobId, job.Request, job.By, job.ReplayOf));
            await Story.FinishAsync(pass, JobOutcome.Unchanged, "unchanged");
        }

        Assert.True((await GetAsync("/api/audit")).GetProperty("balanced").GetBoolean());
    }

    [Fact]
    public async Task A_dead_letter_is_released_once_and_one_that_is_ignored_is_closed()
    {
        var (first, second) = (await Story.DieAsync(7), await Story.DieAsync(8));

        var released = await SendAsync($"/api/dead/{first}/release", """{"by":"Anna"}""");
        var again = await SendAsync($"/api/dead/{first}/release", """{"by":"Bert"}""");
        Assert.Equal((Text(released, "jobId"), true, false), (Text(again, "jobId"), released.GetProperty("new").GetBoolean(), again.GetProperty("new").GetBoolean()));
        await SendAsync($"/api/dead/{second}/ignore", """{"by":"Anna"}""", HttpStatusCode.NoContent);
        await SendAsync($"/api/dead/{second}/ignore", """{"by":"Anna"}""", HttpStatusCode.Conflict);

        Assert.Equal(0, (await GetAsync("/api/dead")).GetProperty("items").GetArrayLength());
        Assert.Equal("ignored", Text(await GetAsync($"/api/jobs/{second}"), "outcome"));
        Assert.True((await GetAsync("/api/audit")).GetProperty("balanced").GetBoolean());
    }

    [Fact]
    public async Task Some_or_all_proposals_are_approved_each_as_a_job_of_its_account()
    {
        await Story.ProposeAsync(7);
        await Story.ProposeAsync(8);

        var one = await SendAsync($"{Tenant}/proposals/approve", """{"by":"Anna","entities":["contact:7","contact:7","contact:9"]}""");
        Assert.Equal((1, 1), (one.GetProperty("jobs").GetInt32(), one.GetProperty("leftOut").GetInt32()));
        var pass = await Story.TakeAsync();
        var job = Assert.Single(pass.Jobs);
        Assert.Equal(("c7", "contact:7", "approve", "Anna"), (pass.Account.Account, job.Entity.ToString(), job.Request, job.By));
        Assert.Contains(Text(one, "batch"), job.Detail, StringComparison.Ordinal);

        var all = await SendAsync($"{Tenant}/proposals/approve", """{"by":"Anna","all":true}""");
        Assert.Equal((2, 0), (all.GetProperty("jobs").GetInt32(), all.GetProperty("leftOut").GetInt32()));
    }

    [Fact]
    public async Task What_a_preview_shows_is_undone_each_entity_as_a_job()
    {
        var run = await Story.WriteAsync(7);
        await Story.WriteAsync(8);

        var undone = await SendAsync($"{Tenant}/undo", $$"""{"by":"Anna","run":"{{run}}"}""");
        Assert.Equal(1, undone.GetProperty("jobs").GetInt32());
        var job = Assert.Single((await Story.TakeAsync()).Jobs);
        Assert.Equal(("contact:7", "undo"), (job.Entity.ToString(), job.Request));
        Assert.Contains("before us", job.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_erased_by_a_job_of_its_account()
    {
        var erased = await SendAsync($"{Tenant}/erase", """{"by":"Anna","entity":"person:9"}""");

        var pass = await Story.TakeAsync();
        Assert.Equal(("p9", Text(erased, "jobId"), "erase"), (pass.Account.Account, pass.Jobs[0].JobId, pass.Jobs[0].Request));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_and_makes_no_job()
    {
        foreach (var (path, body, expected) in new[]
        {
            ($"/api/jobs/{Nobody}/replay", """{"by":"Anna"}""", HttpStatusCode.NotFound),
            ($"/api/jobs/{Nobody}/replay", """{"by":"Anna","how":"twice"}""", HttpStatusCode.BadRequest),
            ($"/api/dead/{Nobody}/release", """{"by":""}""", HttpStatusCode.BadRequest),
            ($"/api/dead/{Nobody}/ignore", "{}", HttpStatusCode.BadRequest),
            ($"{Tenant}/proposals/approve", """{"by":"Anna"}""", HttpStatusCode.BadRequest),
            ($"{Tenant}/proposals/approve", """{"by":"Anna","all":true,"entities":["contact:7"]}""", HttpStatusCode.BadRequest),
            ($"{Tenant}/proposals/approve", """{"by":"Anna","entities":[null]}""", HttpStatusCode.NotFound),
            ($"{Tenant}/undo", """{"by":"Anna"}""", HttpStatusCode.BadRequest),
            ($"{Tenant}/undo", """{"entity":"contact:7"}""", HttpStatusCode.BadRequest),
            ($"{Tenant}/erase", """{"by":"Anna","entity":"contact:0"}""", HttpStatusCode.NotFound),
        })
        {
            Assert.NotEmpty(Text(await SendAsync(path, body, expected), "detail"));
        }

        Assert.Equal(0, (await GetAsync("/api/audit")).GetProperty("accepted").GetInt64());
    }
}
