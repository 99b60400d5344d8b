using System.Net;
using System.Net.Http.Headers;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class RefusalTests(IngressFixture fixture) : IClassFixture<IngressFixture>, IAsyncLifetime
{
    private readonly IngressHost _host = fixture.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        var audit = await _host.AuditAsync();
        Assert.Equal(0, audit.Accepted + audit.Waiting);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Another_method_is_answered_405_and_told_which_is_allowed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{IngressHost.DefaultPath}?token={IngressHost.Token}");
        using var response = await _host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task The_path_of_a_tenant_that_is_not_ours_is_as_unknown_as_any_path(string method)
    {
        using var tenant = new HttpRequestMessage(new HttpMethod(method), $"{IngressHost.DefaultPath}/Cust99999");
        using var nothing = new HttpRequestMessage(new HttpMethod(method), "/nothing/here");
        using var first = await _host.Client.SendAsync(tenant, Cancel);
        using var second = await _host.Client.SendAsync(nothing, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, first.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        Assert.Equal(WithoutTrace(await second.Content.ReadAsStringAsync(Cancel)), WithoutTrace(await first.Content.ReadAsStringAsync(Cancel)));
    }

    [Theory]
    [InlineData(262_145)]
    [InlineData(1_048_576)]
    [InlineData(4_000_000)]
    public async Task A_body_that_declares_too_much_is_answered_413(int bytes)
    {
        using var response = await _host.PostAsync(Bodies.Raw(new byte[bytes]), cancellationToken: Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData(262_145)]
    [InlineData(1_048_576)]
    [InlineData(4_000_000)]
    public async Task A_chunked_body_is_answered_413_once_it_exceeds_the_limit(int bytes)
    {
        using var response = await _host.PostAsync(Bodies.Chunked(bytes), cancellationToken: Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonx")]
    [InlineData("json")]
    [InlineData("")]
    public async Task Something_else_than_json_is_answered_415(string contentType)
    {
        using var body = Bodies.Change();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{IngressHost.DefaultPath}?token={IngressHost.Token}") { Content = body };
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Refusals_echo_nothing_that_was_sent()
    {
        using var body = Bodies.Json("""{"Event":"echo-me"}""");
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _host.PostAsync(body, $"{IngressHost.DefaultPath}?token=echo-me", "echo-me", Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain("echo-me", response + await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    private static string WithoutTrace(string problem) => problem.Split("\"traceId\"")[0];
}
