using System.Net;
using System.Net.Sockets;
using System.Text;
using Connector.Ingress.Tests.Hosting;
using Connector.Testing.Tenants;

namespace Connector.Ingress.Tests;

/// <summary>Every line of every component is read, at the most talkative level.</summary>
[Collection(SharedRedis.Name)]
public sealed class SecrecyTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Secret = IngressHost.Token;
    private IngressHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        _host = IngressHost.Start(redis);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("POST", "/connector/webhook", HttpStatusCode.OK)]
    [InlineData("POST", "/connector/webhook/Cust10001", HttpStatusCode.OK)]
    [InlineData("GET", "/connector/webhook", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/connector/webhook/Cust99999", HttpStatusCode.NotFound)]
    [InlineData("GET", "/health", HttpStatusCode.OK)]
    public async Task Token_and_body_stand_in_no_log_line(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?token={Secret}");
        if (method == "POST")
        {
            request.Content = Bodies.Json("""{"Event":"contact.changed","PrimaryKey":4711,"Private":"body-text"}""");
            request.Content.Headers.ContentType = new("application/json");
        }

        request.Headers.Add("X-Connector-Token", Secret);
        using var response = await _host.Client.SendAsync(request, Cancel);

        Assert.Equal(expected, response.StatusCode);
        await AssertSecretAsync();
    }

    [Theory]
    [InlineData("POST /connector/webhook?token=" + Secret + " HTTP/9.9\r\n\r\n")]
    [InlineData("POST /connector/web\0hook?token=" + Secret + " HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("PO ST /connector/webhook?token=" + Secret + " HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /connector/webhook?token=" + Secret + "%zz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST http://bad host/?token=" + Secret + " HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /connector/webhook HTTP/1.1\r\nHost: x\r\nX-Connector-Token " + Secret + "\r\n\r\n")]
    public async Task A_malformed_request_puts_no_token_into_a_log_line(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_host.Client.BaseAddress!.Host, _host.Client.BaseAddress.Port, Cancel);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), Cancel);
        var answer = new byte[16];
        await client.GetStream().ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false, Cancel);

        Assert.Matches("^HTTP/1.1 [45]", Encoding.Latin1.GetString(answer));
        await AssertSecretAsync();
    }

    [Fact]
    public async Task Nothing_inside_the_server_gets_to_see_the_query()
    {
        using var response = await _host.PostAsync(Bodies.Change(), $"/connector/webhook?token={Secret}", token: null, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("?", Assert.Single(_host.Targets), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_of_settings_or_files_right_or_wrong_and_no_signature_stands_in_a_log_line()
    {
        const string prefix = "never-to-be-logged-";
        using var folder = new TenantFolder();
        folder.Write("Cust20002.json", $$"""{ "Webhook": { "Token": "{{prefix}}1-of-32-characters", "SecretFile": "secret" } }""");
        folder.Write("secret", prefix + "2-of-32-characters");
        folder.Write("Cust30003.json", $$"""{ "Webhook": { "{{prefix}}3": "{{prefix}}4 } }""");
        folder.Write("Cust40004.json", $$"""{ "Webhook": { "TokenFile": "{{prefix}}5-of-32-characters" } }""");
        await using var host = IngressHost.Start(
            redis,
            [("Ingress:WebhookSecret", prefix + "6"), ("Ingress:WebhookSecretPrevious", prefix + "7"), ("Ingress:WebhookTokenPrevious", prefix + "8"), .. folder.Settings]);
        using var body = Bodies.Change(context: "");
        var (header, signature) = await Signing.HeaderOfAsync(body, prefix + "2-of-32-characters");

        var taken = await host.PostWithAsync(body, $"/connector/webhook/Cust20002?token={prefix}1-of-32-characters", (header, signature));
        var refused = await host.PostWithAsync(Bodies.Change(), $"/connector/webhook?token={prefix}9", (header, signature));
        await host.DisposeAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (taken, refused));
        Assert.NotEmpty(host.Sink.LinesWith("Cust40004.json is wrong"));
        Assert.Empty(host.Sink.LinesWith(prefix));
        Assert.Empty(host.Sink.LinesWith(signature));
    }

    private async Task AssertSecretAsync()
    {
        // Ended, so that the host's closing lines about the request are there as well.
        await _host.DisposeAsync();
        Assert.NotEmpty(_host.Sink.Lines);
        Assert.Empty(_host.Sink.LinesWith(Secret));
        Assert.Empty(_host.Sink.LinesWith("body-text"));
    }
}
