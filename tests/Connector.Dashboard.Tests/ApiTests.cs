using System.Net;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Accounts;
using Connector.Jobs.Intake;
using Connector.Jobs.Queue;
using Connector.Jobs.Spend;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Dashboard.Tests;

public sealed class ApiTests(RedisFixture redis) : DashboardTest(redis)
{
    [Fact]
    public async Task Runs_are_listed_newest_first_and_in_parts()
    {
        await Story.CompleteAsync(1, "First");
        await Story.CompleteAsync(2, "Second");

        var all = (await GetAsync("/api/runs")).GetProperty("items");
        var newest = all[0];
        Assert.Equal(2, all.GetArrayLength());
        Assert.Equal("Second", newest.GetProperty("name").GetString());
        Assert.Equal("completed", newest.GetProperty("status").GetString());
        Assert.Equal("c2", newest.GetProperty("account").GetString());
        Assert.Equal(2, newest.GetProperty("triggers").GetProperty("contact.changed").GetInt32());
        var newestOnly = await GetAsync("/api/runs?take=1");
        Assert.Equal("First", (await GetAsync($"/api/runs?take=1&after={Text(newestOnly, "next")}")).GetProperty("items")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_field_is_explained_by_its_name_and_by_its_ProgId_and_what_is_no_entity_is_not_found()
    {
        await Story.CompleteAsync(4711, "Lathe Works");

        foreach (var field in new[] { "opener", "superoffice:85" })
        {
            var steps = (await GetAsync($"/api/explain/Cust10001/contact:4711?field={field}")).GetProperty("steps").EnumerateArray().ToList();
            Assert.Equal("human", steps[^1].GetProperty("kind").GetString());
            Assert.Equal("opener: keep, a human changed it", steps[^1].GetProperty("text").GetString());
            Assert.Equal("event", steps[0].GetProperty("kind").GetString());
        }

        Assert.Equal(0, (await GetAsync("/api/explain/Cust10001/person:5")).GetProperty("steps").GetArrayLength());
        foreach (var odd in new[] { "Cust10001/sale:5", "Cust10001/contact:-1", "Cust10001/contact:5:6" })
        {
            using var answer = await Host.Client.GetAsync(new Uri($"/api/explain/{odd}", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_run_has_its_jobs_reports_and_timeline_and_leads_to_each_job()
    {
        var id = await Story.CompleteAsync(4711, "Lathe Works");

        var run = await GetAsync($"/api/runs/{id}");
        Assert.Equal("Lathe Works", run.GetProperty("run").GetProperty("name").GetString());
        Assert.Equal("contact:4711", run.GetProperty("reports")[0].GetProperty("entity").GetString());
        Assert.Equal("completed", run.GetProperty("reports")[0].GetProperty("outcome").GetString());
        Assert.True(run.GetProperty("timeline").GetArrayLength() > 0);
        Assert.Equal(3, run.GetProperty("jobs").GetArrayLength());

        var job = await GetAsync($"/api/jobs/{run.GetProperty("jobs")[0].GetProperty("id").GetString()}");
        Assert.Equal("contact.created", job.GetProperty("event").GetString());
        Assert.Equal("finished", job.GetProperty("state").GetString());
        Assert.Equal(id, job.GetProperty("runId").GetString());
    }

    [Fact]
    public async Task The_audit_says_where_all_jobs_are_and_that_none_is_lost()
    {
        await Story.CompleteAsync(1, "First");
        await Story.AcceptAsync("twice");
        await Story.AcceptAsync("twice");
        await Host.Services.GetRequiredService<SpoolCounts>().SetAsync("spool", 5, Cancel);

        var audit = await GetAsync("/api/audit");
        Assert.True(audit.GetProperty("balanced").GetBoolean());
        Assert.Equal(4, audit.GetProperty("accepted").GetInt64());
        Assert.Equal(1, audit.GetProperty("waiting").GetInt64());
        Assert.Equal(3, audit.GetProperty("finished").GetInt64());
        Assert.Equal(1, audit.GetProperty("duplicates").GetInt64());
        Assert.Equal(5, audit.GetProperty("spooled").GetInt64());
        Assert.Equal((0, 0, 0, 0), (
            audit.GetProperty("ledgers").GetInt64(), audit.GetProperty("ledgerBytes").GetInt64(),
            audit.GetProperty("deadExpired").GetInt64(), audit.GetProperty("deadBodiesDropped").GetInt64()));
    }

    [Fact]
    public async Task What_each_tenant_spends_today_is_listed_and_shown()
    {
        await Story.AttachAsync(1, "contact.created");
        var pass = await Story.TakeAsync();
        await Host.Services.GetRequiredService<SpendBook>().ReserveAsync(
            pass, EntityKey.Contact(1), "f", null, new SpendLimits(500, 25, 0.05m, "EUR", TimeZoneInfo.Utc), pass.StartedAt, Cancel);

        var spend = (await GetAsync("/api/spend")).GetProperty("items")[0];
        Assert.Equal(Story.Tenant, spend.GetProperty("tenant").GetString());
        Assert.Equal((1, 500), (spend.GetProperty("calls").GetInt32(), spend.GetProperty("callsCap").GetInt32()));
        Assert.Equal((0.05m, 25m), (spend.GetProperty("reserved").GetDecimal(), spend.GetProperty("amountCap").GetDecimal()));
        Assert.Equal(1, spend.GetProperty("unanswered").GetInt32());
        Assert.InRange(spend.GetProperty("unansweredSince").GetDateTimeOffset(), pass.StartedAt.AddSeconds(-1), pass.StartedAt.AddMinutes(1));
        Assert.Contains("1 of 500 analyses and 0.05 of 25 EUR today, ", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Holds_are_listed()
    {
        await Host.Services.GetRequiredService<Holds>().HoldAsync(Story.Tenant, "cap reached", TimeSpan.FromMinutes(1), Cancel);

        var hold = (await GetAsync("/api/holds")).GetProperty("items")[0];
        Assert.Equal(Story.Tenant, hold.GetProperty("tenant").GetString());
        Assert.Equal("cap reached", hold.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("/api/runs/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/jobs/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/jobs/x")]
    [InlineData("/api/nothing")]
    public async Task What_does_not_exist_is_answered_404_with_a_problem(string path)
    {
        using var response = await Host.Client.GetAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
