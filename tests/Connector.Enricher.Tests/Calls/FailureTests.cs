using System.Globalization;
using Connector.Enrichment.V1;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Connector.Enricher.Tests.Calls;

public sealed class FailureTests : IClassFixture<SharedEnricher>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FakeExplorer _explorer;
    private readonly EnricherHost _enricher;

    public FailureTests(SharedEnricher shared)
    {
        _explorer = shared.Explorer;
        _explorer.Requests.Clear();
        _enricher = shared.Enricher;
    }

    [Theory]
    [InlineData(400, StatusCode.FailedPrecondition, "EXPLORER_UNPROCESSABLE")]
    [InlineData(401, StatusCode.Unauthenticated, "EXPLORER_CREDENTIALS_REFUSED")]
    [InlineData(403, StatusCode.Unauthenticated, "EXPLORER_CREDENTIALS_REFUSED")]
    [InlineData(404, StatusCode.FailedPrecondition, "EXPLORER_WRONG_ADDRESS")]
    [InlineData(405, StatusCode.FailedPrecondition, "EXPLORER_WRONG_ADDRESS")]
    [InlineData(407, StatusCode.Unauthenticated, "EXPLORER_CREDENTIALS_REFUSED")]
    [InlineData(408, StatusCode.Unavailable, "EXPLORER_UNAVAILABLE")]
    [InlineData(410, StatusCode.FailedPrecondition, "EXPLORER_WRONG_ADDRESS")]
    [InlineData(421, StatusCode.FailedPrecondition, "EXPLORER_WRONG_ADDRESS")]
    [InlineData(409, StatusCode.Unavailable, "EXPLORER_UNAVAILABLE")]
    [InlineData(422, StatusCode.FailedPrecondition, "EXPLORER_UNPROCESSABLE")]
    [InlineData(425, StatusCode.Unavailable, "EXPLORER_UNAVAILABLE")]
    [InlineData(429, StatusCode.ResourceExhausted, "EXPLORER_TOO_MANY_REQUESTS")]
    [InlineData(500, StatusCode.Unavailable, "EXPLORER_UNAVAILABLE")]
    [InlineData(503, StatusCode.Unavailable, "EXPLORER_UNAVAILABLE")]
    public async Task Each_http_status_becomes_its_status_and_is_asked_once(int http, StatusCode status, string reason)
    {
        _explorer.Answer = FakeExplorer.Status(http, """{ "detail": "what-the-body-says" }""");

        var thrown = await FailAsync(Requests.Contact());

        Assert.Equal(status, thrown.StatusCode);
        Assert.Equal(("connector.enrichment", reason), InfoOf(thrown));
        Assert.DoesNotContain("what-the-body-says", thrown.Status.Detail, StringComparison.Ordinal);
        Assert.Single(_explorer.Requests);
    }

    /// <summary>Only the Company Explorer itself can say that it does not know a company; a proxy's 404 says that it is not there.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html><html><body><h1>404 Not Found</h1><hr>nginx</body></html>")]
    [InlineData("404 page not found")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "detail": "Not Found" }""")]
    [InlineData("""{ "error": { "code": 404 } }""")]
    [InlineData("""{ "status": 404 }""")]
    [InlineData("""{ "status": "404" }""")]
    [InlineData("""{ "status": "error" }""")]
    [InlineData("""{ "status": "success", "summary": "Builds pumps." }""")]
    [InlineData("""{ "status": "not_fou""")]
    public async Task A_404_that_does_not_say_not_found_is_not_the_company_explorers(string body)
    {
        _explorer.Answer = FakeExplorer.Status(404, body);

        var thrown = await FailAsync(Requests.Contact());

        Assert.Equal((StatusCode.FailedPrecondition, "EXPLORER_WRONG_ADDRESS"), (thrown.StatusCode, InfoOf(thrown).Reason));
        Assert.Contains("Explorer:BaseUrl", thrown.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "17", 17)]
    [InlineData(429, null, 30)]
    [InlineData(429, "0", 1)]
    [InlineData(429, "999999", 3600)]
    [InlineData(503, "17", 17)]
    [InlineData(503, null, null)]
    [InlineData(503, "soon", null)]
    [InlineData(401, "17", null)]
    public async Task Retry_after_becomes_retry_info(int http, string? header, int? seconds)
    {
        _explorer.Answer = header is null ? FakeExplorer.Status(http) : FakeExplorer.Status(http, "", ("Retry-After", header));

        var thrown = await FailAsync(Requests.Contact());

        Assert.Equal(seconds, RetryOf(thrown)?.TotalSeconds);
    }

    [Fact]
    public async Task Retry_after_may_be_a_date()
    {
        var date = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("R", CultureInfo.InvariantCulture);
        _explorer.Answer = FakeExplorer.Status(503, "", ("Retry-After", date));

        var thrown = await FailAsync(Requests.Contact());

        Assert.InRange(RetryOf(thrown)!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"status": "success", "vertical_name": """)]
    [InlineData("""{ "vertical_name": "Trade" }""")]
    [InlineData("""{ "status": "success", "vertical_name": { "name": "Trade" } }""")]
    public async Task An_answer_that_cannot_be_read_is_data_loss_not_an_empty_answer(string body)
    {
        _explorer.Answer = FakeExplorer.Json(body);

        var thrown = await FailAsync(Requests.Contact());

        Assert.Equal(StatusCode.DataLoss, thrown.StatusCode);
        Assert.Equal("EXPLORER_ANSWER_UNREADABLE", InfoOf(thrown).Reason);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read()
    {
        // Readable but for its length, and sent without one: only counting can stop it.
        var chunk = Enumerable.Repeat((byte)' ', 64 * 1024).ToArray();
        _explorer.Answer = async context =>
        {
            await context.Response.WriteAsync("""{ "status": "success" }""", context.RequestAborted);
            for (var i = 0; i < 20; i++)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        };

        var thrown = await FailAsync(Requests.Contact());

        Assert.Equal(StatusCode.DataLoss, thrown.StatusCode);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_with_our_credentials(int http)
    {
        await using var elsewhere = await FakeExplorer.StartAsync();
        _explorer.Answer = FakeExplorer.Status(http, "", ("Location", elsewhere.Address + "steal"));

        var thrown = await FailAsync(Requests.Contact());

        Assert.Equal((StatusCode.Unavailable, "EXPLORER_UNAVAILABLE"), (thrown.StatusCode, InfoOf(thrown).Reason));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_wrong_request_is_refused_by_field_and_never_leaves()
    {
        var request = new EnrichPersonRequest
        {
            Context = new RequestContext { Tenant = "cust1", IdempotencyKey = "with\r\nbreak" },
            Company = new Company { Name = new string('x', 220), Website = new string('x', 501) },
            JobTitle = new string('x', 301),
        };

        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await _enricher.Client.EnrichPersonAsync(request, cancellationToken: _ct));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (thrown.StatusCode, InfoOf(thrown).Reason));
        Assert.Equal(
            ["context.tenant", "context.idempotency_key", "company.contact_id", "company.name", "company.website", "person_id", "job_title"],
            thrown.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
        Assert.Empty(_explorer.Requests);
    }

    [Fact]
    public async Task An_empty_request_is_refused()
    {
        var thrown = await FailAsync(new EnrichContactRequest());

        Assert.Equal(StatusCode.InvalidArgument, thrown.StatusCode);
    }

    [Fact]
    public async Task A_request_beyond_the_message_limit_is_refused_unread()
    {
        var request = Requests.Contact();
        request.Company.Name = new string('x', 200 * 1024);

        Assert.Equal(StatusCode.ResourceExhausted, (await FailAsync(request)).StatusCode);
    }

    internal static (string Domain, string Reason) InfoOf(RpcException thrown)
    {
        var info = thrown.GetRpcStatus()?.GetDetail<ErrorInfo>();
        return (info?.Domain ?? "", info?.Reason ?? "");
    }

    private static TimeSpan? RetryOf(RpcException thrown) => thrown.GetRpcStatus()!.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan();

    private Task<RpcException> FailAsync(EnrichContactRequest request)
        => Assert.ThrowsAsync<RpcException>(async () => await _enricher.Client.EnrichContactAsync(request, cancellationToken: _ct));
}
