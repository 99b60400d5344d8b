using Connector.Enrichment.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Connector.Enricher.Tests.Calls;

/// <summary>One tenant's trouble with the Company Explorer is not another's.</summary>
public sealed class TenantTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Questions_of_one_tenant_that_hang_do_not_keep_another_tenants_waiting()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Explorer:MaxConcurrency"] = "1" });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        explorer.Answer = async context =>
        {
            arrived.SetResult();
            await gate.Task.WaitAsync(context.RequestAborted);
            await FakeExplorer.Json("""{ "status": "success" }""")(context);
        };
        var slow = Enumerable.Range(0, 5).Select(_ => enricher.Client.EnrichContactAsync(Of("Cust1"), cancellationToken: _ct).ResponseAsync).ToList();
        await arrived.Task.WaitAsync(Patience, _ct);
        explorer.Answer = FakeExplorer.Json("""{ "status": "success" }""");

        await enricher.Client.EnrichContactAsync(Of("Cust2"), cancellationToken: _ct).ResponseAsync.WaitAsync(Patience, _ct);

        Assert.DoesNotContain(slow, call => call.IsCompleted);
        gate.SetResult();
        await Task.WhenAll(slow).WaitAsync(Patience, _ct);
    }

    [Fact]
    public async Task A_company_explorer_that_has_ceased_to_answer_a_tenant_is_left_alone_and_then_tried_again()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new()
        {
            ["Explorer:BreakerMinimumCalls"] = "4",
            ["Explorer:BreakerPause"] = "00:00:01",
        });
        explorer.Answer = FakeExplorer.Status(StatusCodes.Status500InternalServerError);
        for (var n = 0; n < 4; n++)
        {
            Assert.Equal("EXPLORER_UNAVAILABLE", (await FailAsync(enricher, "Cust1")).Reason);
        }

        var (reason, status) = await FailAsync(enricher, "Cust1");
        using var http = new HttpClient { BaseAddress = enricher.HttpAddress };

        Assert.Equal(("EXPLORER_PAUSED", StatusCode.Unavailable), (reason, status));
        Assert.Equal(4, explorer.Requests.Count);
        Assert.Equal("Degraded", Testing.HealthAnswer.StatusOf(await http.GetStringAsync("/health", _ct)));
        Assert.Equal("EXPLORER_UNAVAILABLE", (await FailAsync(enricher, "Cust2")).Reason);

        explorer.Answer = FakeExplorer.Json("""{ "status": "success" }""");
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await enricher.Client.EnrichContactAsync(Of("Cust1"), cancellationToken: _ct);
                    return true;
                }
                catch (RpcException paused) when (FailureTests.InfoOf(paused).Reason == "EXPLORER_PAUSED")
                {
                    return false;
                }
            },
            cancellationToken: _ct);
        Assert.Equal("Healthy", Testing.HealthAnswer.StatusOf(await http.GetStringAsync("/health", _ct)));
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("")]
    [InlineData("""{ "status": "succ""")]
    [InlineData("[]")]
    public async Task A_company_explorer_whose_answers_nobody_can_read_is_left_alone_for_a_while(string body)
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(
            explorer.Address, new() { ["Explorer:BreakerMinimumCalls"] = "4", ["Explorer:BreakerPause"] = "00:10:00" });
        explorer.Answer = FakeExplorer.Json(body);
        for (var n = 0; n < 4; n++)
        {
            Assert.Equal("EXPLORER_ANSWER_UNREADABLE", (await FailAsync(enricher, "Cust1")).Reason);
        }

        Assert.Equal("EXPLORER_PAUSED", (await FailAsync(enricher, "Cust1")).Reason);
        Assert.Equal(4, explorer.Requests.Count);
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public async Task A_company_explorer_is_looked_at_without_a_question_unless_that_is_switched_off(string check, int posts)
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Explorer:Check"] = check });
        explorer.Answer = FakeExplorer.Status(StatusCodes.Status422UnprocessableEntity);

        await enricher.Client.CheckExplorerAsync(new CheckExplorerRequest { Tenant = "Cust1" }, cancellationToken: _ct);

        Assert.Equal(posts, explorer.Requests.Count);
        Assert.All(explorer.Requests, request => Assert.Equal("", request.Body));
    }

    [Fact]
    public async Task A_company_explorer_that_refuses_us_does_not_fail_the_look_where_that_is_switched_off()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Explorer:Check"] = "false" });
        explorer.Answer = FakeExplorer.Status(StatusCodes.Status401Unauthorized);

        await enricher.Client.CheckExplorerAsync(new CheckExplorerRequest { Tenant = "Cust1" }, cancellationToken: _ct);

        Assert.Equal("EXPLORER_CREDENTIALS_REFUSED", (await FailAsync(enricher, "Cust1")).Reason);
    }

    [Fact]
    public async Task A_pause_is_ended_once_by_each_word_of_a_person_that_things_are_right_again_and_for_that_tenant_only()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(
            explorer.Address, new() { ["Explorer:BreakerMinimumCalls"] = "2", ["Explorer:BreakerPause"] = "00:10:00" });
        explorer.Answer = FakeExplorer.Status(StatusCodes.Status500InternalServerError);
        foreach (var tenant in new[] { "Cust1", "Cust1", "Cust2", "Cust2" })
        {
            Assert.Equal("EXPLORER_UNAVAILABLE", (await FailAsync(enricher, tenant)).Reason);
        }

        Assert.Equal("EXPLORER_PAUSED", (await FailAsync(enricher, "Cust1")).Reason);

        // It is still down, and paused again after as many failures as before: the same word ends no second pause.
        Assert.Equal("EXPLORER_UNAVAILABLE", (await FailAsync(enricher, "Cust1", resumedAt: 5)).Reason);
        Assert.Equal("EXPLORER_UNAVAILABLE", (await FailAsync(enricher, "Cust1", resumedAt: 5)).Reason);
        Assert.Equal("EXPLORER_PAUSED", (await FailAsync(enricher, "Cust1", resumedAt: 5)).Reason);
        Assert.Equal("EXPLORER_PAUSED", (await FailAsync(enricher, "Cust1", resumedAt: 4)).Reason);
        Assert.Equal("EXPLORER_PAUSED", (await FailAsync(enricher, "Cust2")).Reason);

        explorer.Answer = FakeExplorer.Json("""{ "status": "success" }""");
        await enricher.Client.EnrichContactAsync(Of("Cust1", resumedAt: 6), cancellationToken: _ct);
        await enricher.Client.EnrichContactAsync(Of("Cust1"), cancellationToken: _ct);
        Assert.Equal("EXPLORER_PAUSED", (await FailAsync(enricher, "Cust2")).Reason);
    }

    [Theory]
    [InlineData(422, null)]
    [InlineData(429, null)]
    [InlineData(503, "1")] // says when to come back: it works
    public async Task Answers_that_prove_it_works_never_pause_it(int status, string? retryAfter)
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Explorer:BreakerMinimumCalls"] = "2" });
        explorer.Answer = retryAfter is null ? FakeExplorer.Status(status) : FakeExplorer.Status(status, "", ("Retry-After", retryAfter));

        for (var n = 0; n < 6; n++)
        {
            Assert.NotEqual("EXPLORER_PAUSED", (await FailAsync(enricher, "Cust1")).Reason);
        }
    }

    private static EnrichContactRequest Of(string tenant, long resumedAt = 0)
    {
        var request = Requests.Contact();
        (request.Context.Tenant, request.Context.ResumedAt) = (tenant, resumedAt);
        return request;
    }

    private async Task<(string Reason, StatusCode Status)> FailAsync(EnricherHost enricher, string tenant, long resumedAt = 0)
    {
        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await enricher.Client.EnrichContactAsync(Of(tenant, resumedAt), cancellationToken: _ct));
        return (FailureTests.InfoOf(thrown).Reason, thrown.StatusCode);
    }
}
