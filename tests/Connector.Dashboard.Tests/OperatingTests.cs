using System.Net;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Intake;
using Connector.Jobs.Queue;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard.Tests;

/// <summary>What an operator may look at and change, and what keeps everybody else from it.</summary>
public sealed class OperatingTests(RedisFixture redis) : DashboardTest(redis)
{
    private const string Hold = "/api/tenants/Cust10001/hold";
    private const string Resume = "/api/tenants/Cust10001/resume";
    private const string OldKey = "the-operator-key-before-0123456789";
    private const string GoodHold = """{"by":"Anna","reason":"migration"}""";

    [Fact]
    public async Task A_tenant_is_held_and_resumed_and_both_are_written_down()
    {
        using var held = await PostAsync(Hold, GoodHold);
        Assert.Equal(HttpStatusCode.OK, held.StatusCode);
        var hold = (await GetAsync("/api/holds")).GetProperty("items")[0];
        Assert.Equal(("Cust10001", "migration", "Anna"), (Text(hold, "tenant"), Text(hold, "reason"), Text(hold, "by")));

        using var resumed = await PostAsync(Resume, """{"by":"Bert"}""");
        Assert.Equal(HttpStatusCode.NoContent, resumed.StatusCode);
        Assert.Equal(0, (await GetAsync("/api/holds")).GetProperty("items").GetArrayLength());
        using var again = await PostAsync(Resume, """{"by":"Bert"}""");
        Assert.Equal((HttpStatusCode.Conflict, "Cust10001 is not held."), (again.StatusCode, await DetailAsync(again)));

        var operations = (await GetAsync("/api/operations")).GetProperty("items");
        Assert.Equal(["Bert resume Cust10001", "Anna hold Cust10001"], operations.EnumerateArray().Select(o => $"{Text(o, "by")} {Text(o, "what")} {Text(o, "target")}"));
        Assert.Equal(1, (await GetAsync($"/api/operations?before={Text(operations[0], "id")}")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task It_is_drained_and_goes_on()
    {
        Assert.False((await GetAsync("/api/drain")).GetProperty("on").GetBoolean());

        using var on = await PostAsync("/api/drain", """{"by":"Anna","on":true}""");
        var drain = await GetAsync("/api/drain");
        Assert.True(drain.GetProperty("on").GetBoolean());
        Assert.Equal("Anna", Text(drain, "who"));
        Assert.Contains("Drained:", await PageAsync(), StringComparison.Ordinal);

        using var off = await PostAsync("/api/drain", """{"by":"Anna","on":false}""");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (on.StatusCode, off.StatusCode));
        Assert.False((await GetAsync("/api/drain")).GetProperty("on").GetBoolean());
    }

    [Theory]
    [InlineData(null, "application/json", null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", "application/json", null, HttpStatusCode.Unauthorized)]
    [InlineData(DashboardHost.OperatorKey + "x", "application/json", null, HttpStatusCode.Unauthorized)]
    [InlineData(DashboardHost.OperatorKey, "text/plain", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData(DashboardHost.OperatorKey, "application/json", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(DashboardHost.OperatorKey, "application/json", "null", HttpStatusCode.Forbidden)]
    [InlineData(DashboardHost.OperatorKey, "application/json", "own", HttpStatusCode.OK)]
    public async Task Only_the_key_by_JSON_and_from_no_foreign_page_changes_anything(string? key, string type, string? origin, HttpStatusCode expected)
    {
        using var response = await PostAsync(Hold, GoodHold, key, type, origin == "own" ? Host.Address.GetLeftPart(UriPartial.Authority) : origin);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, (await GetAsync("/api/holds")).GetProperty("items").GetArrayLength());
        if (expected == HttpStatusCode.Unauthorized)
        {
            Assert.Null(await DetailAsync(response));
        }
    }

    [Fact]
    public async Task Without_a_key_set_nothing_can_be_changed_and_the_answer_says_how_to_set_it()
    {
        await using var host = DashboardHost.Start(Redis, "");
        using var response = await PostAsync(Hold, GoodHold, client: host.Client);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("Dashboard:OperatorKey", await DetailAsync(response), StringComparison.Ordinal);
    }

    // The key that is set, the one before it that is set, what an operator sends.
    [Theory]
    [InlineData(DashboardHost.OperatorKey, OldKey, DashboardHost.OperatorKey, HttpStatusCode.OK)]
    [InlineData(DashboardHost.OperatorKey, OldKey, OldKey, HttpStatusCode.OK)]
    [InlineData(DashboardHost.OperatorKey, OldKey, "the-key-before-the-old-one-01234567", HttpStatusCode.Unauthorized)]
    [InlineData(DashboardHost.OperatorKey, OldKey, null, HttpStatusCode.Unauthorized)]
    [InlineData(DashboardHost.OperatorKey, OldKey, "", HttpStatusCode.Unauthorized)]
    [InlineData(DashboardHost.OperatorKey, "", OldKey, HttpStatusCode.Unauthorized)]
    [InlineData(DashboardHost.OperatorKey, "", "", HttpStatusCode.Unauthorized)]
    public async Task While_the_key_is_replaced_the_one_before_counts_too(string key, string previous, string? sent, HttpStatusCode expected)
    {
        await using var host = DashboardHost.Start(Redis, key, previousKey: previous);
        using var response = await PostAsync(Hold, GoodHold, sent, client: host.Client);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("short", "", "Dashboard:OperatorKey must hold 32")]
    [InlineData("with a blank, and thirty-two characters", "", "Dashboard:OperatorKey must hold 32")]
    [InlineData(DashboardHost.OperatorKey, "short", "Dashboard:OperatorKeyPrevious must hold 32")]
    [InlineData("", OldKey, "set Dashboard:OperatorKey")]
    public void A_key_that_cannot_be_one_ends_the_start_and_is_not_repeated(string key, string previous, string says)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => DashboardHost.StartAtOnce(Redis, key, previousKey: previous));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.All(new[] { key, previous }.Where(secret => secret.Length > 0), secret => Assert.DoesNotContain(secret, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_guesses_keys_has_to_wait_and_the_right_key_need_not()
    {
        var statuses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 11; guess++)
        {
            using var wrong = await PostAsync(Hold, GoodHold, $"guess {guess}");
            statuses.Add(wrong.StatusCode);
        }

        using var right = await PostAsync(Hold, GoodHold);
        Assert.All(statuses.Take(10), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (statuses[10], right.StatusCode));
    }

    [Theory]
    [InlineData(Hold, """{"by":"Anna"}""", "'reason'")]
    [InlineData(Hold, """{"by":"Anna","reason":"a\u001bb"}""", "'reason'")]
    [InlineData(Hold, """{"by":"","reason":"x"}""", "'by'")]
    [InlineData(Resume, """{"by":"Anna\n"}""", "'by'")]
    [InlineData("/api/tenants/a%20b/hold", GoodHold, "A tenant is named")]
    [InlineData("/api/drain", """{"by":"Anna"}""", "'on'")]
    [InlineData("/api/drain", "{", null)]
    [InlineData("/api/drain", "", null)]
    public async Task What_is_not_understood_is_explained_and_changes_nothing(string path, string body, string? says)
    {
        using var response = await PostAsync(path, body);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(says ?? "", await DetailAsync(response) ?? "", StringComparison.Ordinal);
        Assert.Equal(0, (await GetAsync("/api/operations")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void Whatever_is_not_read_only_is_guarded()
    {
        var changing = Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(method => method is not ("GET" or "HEAD")) == true).ToList();

        Assert.NotEmpty(changing);
        Assert.All(changing, e => Assert.Contains(e.Metadata, one => one.GetType().Name == "OperatorOnly"));
    }

    [Fact]
    public async Task The_deep_audit_looks_at_everything_one_at_a_time()
    {
        await Story.CompleteAsync(1, "First");

        var report = await GetAsync("/api/audit?deep=true");
        Assert.True(report.GetProperty("clean").GetBoolean());
        Assert.Equal(3, report.GetProperty("looked").GetProperty("jobs").GetInt64());
        Assert.True(report.GetProperty("count").GetProperty("balanced").GetBoolean());
        Assert.Equal(0, report.GetProperty("findings").GetArrayLength());

        // The turn is taken by hand: a real audit is over too soon to meet another.
        var turn = Host.Services.GetRequiredService(typeof(DashboardOptions).Assembly.GetType("Connector.Dashboard.Api.DeepAuditTurn", throwOnError: true)!);
        using (var taken = (IDisposable?)turn.GetType().GetMethod("TryTake")!.Invoke(turn, null))
        {
            using var second = await Host.Client.GetAsync("/api/audit?deep=true", Cancel);
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.NotNull(second.Headers.RetryAfter);
        }

        Assert.True((await GetAsync("/api/audit?deep=true")).GetProperty("clean").GetBoolean());
    }

    [Fact]
    public async Task Dead_letters_are_listed_by_tenant_and_in_parts()
    {
        await Story.BuryAsync();
        await Story.BuryAsync();

        Assert.Equal(2, (await GetAsync($"/api/dead?tenant={Story.Tenant}")).GetProperty("items").GetArrayLength());
        Assert.Equal("The body is not a JSON object.", Text((await GetAsync("/api/dead?skip=1")).GetProperty("items")[0], "error"));
        await Story.KnowAsync("Cust2");
        Assert.Equal(0, (await GetAsync("/api/dead?tenant=Cust2")).GetProperty("items").GetArrayLength());
        using var odd = await Host.Client.GetAsync("/api/dead?tenant=a%20b", Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
    }

    [Fact]
    public async Task A_spool_with_events_stands_in_the_API_and_on_the_page_with_what_it_means()
    {
        await Host.Services.GetRequiredService<SpoolCounts>().SetAsync("ingress-1.db", 7, Cancel);

        var spool = (await GetAsync("/api/spools")).GetProperty("items")[0];
        Assert.Equal(("ingress-1.db", 7), (Text(spool, "file"), spool.GetProperty("events").GetInt32()));
        var page = await PageAsync();
        Assert.Contains("7 events in spool <code>ingress-1.db</code>", page, StringComparison.Ordinal);
        Assert.Contains("safe on that ingress", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persons_hold_stands_on_the_page_with_their_name()
    {
        await Host.Services.GetRequiredService<Holds>().HoldByAsync(Story.Tenant, "migration", "Anna", Cancel);

        Assert.Contains("by Anna, until somebody resumes it", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loss_of_data_is_shown_until_a_person_accepts_it()
    {
        Assert.Equal(JsonValueKind.Null, (await GetAsync("/api/loss")).GetProperty("last").ValueKind);
        await using var connection = await Redis.ConnectAsync();
        await connection.GetDatabase().HashSetAsync("connector:{0}:loss", [new("kind", "emptied"), new("since", 1_790_000_000_000), new("rememberedAccepted", 4711), new("seenAccepted", 3)]);

        Assert.True((await GetAsync("/api/loss")).GetProperty("open").GetBoolean());
        Assert.Contains("Redis has lost all its data.", await PageAsync(), StringComparison.Ordinal);
        using var accepted = await PostAsync("/api/loss/accept", """{"by":"ANNA"}""");

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        var loss = await GetAsync("/api/loss");
        Assert.False(loss.GetProperty("open").GetBoolean());
        Assert.Equal("ANNA", Text(loss.GetProperty("last"), "endedBy"));
        Assert.DoesNotContain("Redis has lost", await PageAsync(), StringComparison.Ordinal);
        Assert.Equal("end-loss", Text((await GetAsync("/api/operations")).GetProperty("items")[0], "what"));
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        var paths = (await GetAsync("/api/openapi.json")).GetProperty("paths");

        Assert.Equal(
            ["/api/audit", "/api/dead", "/api/drain", "/api/erasures", "/api/explain/{tenant}/{entity}", "/api/holds", "/api/jobs/{id}", "/api/journals", "/api/journals/{directory}/forget", "/api/loss", "/api/loss/accept", "/api/notices", "/api/notices/test", "/api/operations", "/api/operations/{kind}/preview", "/api/operations/{kind}/run", "/api/operations/{kind}/{id}", "/api/runs", "/api/runs.csv",
                "/api/runs/{id}", "/api/spend", "/api/spend/days", "/api/spools", "/api/subjects/{tenant}/{entity}", "/api/tenants/{tenant}/hold", "/api/tenants/{tenant}/limits", "/api/tenants/{tenant}/mapping",
                "/api/tenants/{tenant}/mode", "/api/tenants/{tenant}/proposals", "/api/tenants/{tenant}/proposals/{entity}",
                "/api/tenants/{tenant}/resume", "/api/tenants/{tenant}/subscription", "/api/tenants/{tenant}/write-stop", "/api/write-stop"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        Assert.True(paths.GetProperty("/api/drain").GetProperty("post").GetProperty("responses").TryGetProperty("401", out _));
    }
}
