using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class ApiFaultTests(SharedSandbox shared) : IClassFixture<SharedSandbox>, IAsyncLifetime
{
    private const string Contact = SandboxHost.Api + "/Contact/1";

    private SandboxHost _sandbox = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await shared.FreshAsync();
        using var login = await _sandbox.LoginAsync();

        // Not the factory's: it follows redirects by itself.
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _sandbox.Http.BaseAddress };
        _client.DefaultRequestHeaders.Authorization = login.DefaultRequestHeaders.Authorization;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("TooManyRequests", 429, "application/json")]
    [InlineData("Unavailable", 503, "application/json")]
    [InlineData("ServerError", 500, "application/json")]
    [InlineData("ServerErrorPage", 500, "text/html")]
    [InlineData("BadGateway", 502, "text/html")]
    [InlineData("Page", 200, "text/html")]
    [InlineData("Forbidden", 403, "application/json")]
    [InlineData("Null", 200, "application/json")]
    public async Task AnAnswer_IsAsSwitched_AndNothingIsDone(string kind, int status, string type)
    {
        await StrikeAsync(new { kind });
        using var response = await PatchAsync("Ost");
        var body = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(type == "application/json" && status != 200, body.Contains("\"Error\":true", StringComparison.Ordinal));
        Assert.Equal(kind == "Null", body == "null");
        Assert.Equal(0, await PatchesAsync());
    }

    [Fact]
    public async Task ADropBefore_DoesNothing_AndADropAfter_SavesThePatch()
    {
        await StrikeAsync(new { kind = "DropBefore" });
        await Assert.ThrowsAsync<HttpRequestException>(() => PatchAsync("Ost"));
        var before = await PatchesAsync();
        await StrikeAsync(new { kind = "DropAfter" });
        await Assert.ThrowsAsync<HttpRequestException>(() => PatchAsync("West"));

        Assert.Equal(0, before);
        Assert.Equal(1, await PatchesAsync());
        await _sandbox.SendAsync(HttpMethod.Delete, "/sandbox/faults");
        Assert.Equal("West", (await SandboxHost.JsonAsync(await _client.GetAsync(Contact, Cancellation)))["Department"]!.GetValue<string>());
    }

    [Fact]
    public async Task AHang_EndsWithTheCallersPatience()
    {
        await StrikeAsync(new { kind = "Hang" });
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetAsync(Contact, impatient.Token));
    }

    [Fact]
    public async Task Latency_DelaysTheAnswer_AndOtherFaultsFollow()
    {
        await StrikeAsync(new { kind = "Latency", milliseconds = 250, jitterMilliseconds = 50 }, new { kind = "BadGateway", times = 1 });
        var began = TimeProvider.System.GetTimestamp();
        using var late = await _client.GetAsync(Contact, Cancellation);
        var took = TimeProvider.System.GetElapsedTime(began);
        using var next = await _client.GetAsync(Contact, Cancellation);

        Assert.True(took >= TimeSpan.FromMilliseconds(240), $"{took}");
        Assert.Equal(HttpStatusCode.BadGateway, late.StatusCode);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task TruncatedJson_IsHalfAnAnswer_AndTheWrongTypeAWholeOne()
    {
        await StrikeAsync(new { kind = "TruncatedJson", times = 1 }, new { kind = "WrongContentType", times = 1 });
        using var half = await _client.GetAsync(Contact, Cancellation);
        using var wrong = await _client.GetAsync(Contact, Cancellation);
        using var right = await _client.GetAsync(Contact, Cancellation);
        var whole = await right.Content.ReadAsStringAsync(Cancellation);
        var begin = await half.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal("application/json", half.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(begin, whole, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(begin));
        Assert.Equal("text/plain", wrong.Content.Headers.ContentType!.MediaType);
        Assert.Equal(whole, await wrong.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("Redirect", 302)]
    [InlineData("RedirectKeepingMethod", 307)]
    public async Task ARedirect_LeadsToAnotherHost_ThatNoticesCredentials(string kind, int status)
    {
        await StrikeAsync(new { kind });
        using var response = await _client.GetAsync(Contact, Cancellation);
        var target = response.Headers.Location!;
        using var careless = await _client.GetAsync(target, Cancellation);
        using var careful = await _sandbox.Http.GetAsync(target.PathAndQuery, Cancellation);
        var calls = (await _sandbox.GetAsync("/sandbox/counters"))["apiCalls"]!;

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEqual(_sandbox.Http.BaseAddress!.Host, target.Host);
        Assert.Equal(1, calls["elsewhere with credentials"]!.GetValue<int>());
        Assert.Equal(1, calls["elsewhere"]!.GetValue<int>());
    }

    [Fact]
    public async Task AFaultWithLimits_StrikesWhatItNames()
    {
        await StrikeAsync(new { kind = "ServerError", times = 2, method = "PATCH", resource = "contact" });
        async Task<int> StatusAsync(Task<HttpResponseMessage> call)
        {
            using var response = await call;
            return (int)response.StatusCode;
        }

        Assert.Equal(200, await StatusAsync(_client.GetAsync(Contact, Cancellation)));
        Assert.Equal(500, await StatusAsync(PatchAsync("A")));
        Assert.Equal(200, await StatusAsync(PatchAsync("B", "/Person/1")));
        await _sandbox.TurnAsync(new { fieldValues = false });
        Assert.Equal(500, await StatusAsync(PatchAsync("C")));
        Assert.Equal(200, await StatusAsync(PatchAsync("D")));
    }

    [Fact]
    public async Task TheSameSeed_StrikesTheSameCalls()
    {
        async Task<string> PlayAsync(int seed)
        {
            await StrikeAsync(new { kind = "Forbidden", probability = 0.5, seed });
            var played = new StringBuilder();
            for (var call = 0; call < 12; call++)
            {
                using var response = await _client.GetAsync(Contact, Cancellation);
                played.Append(response.IsSuccessStatusCode ? '.' : 'x');
            }

            return played.ToString();
        }

        var (first, again, other) = (await PlayAsync(1), await PlayAsync(1), await PlayAsync(2));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Contains('x', first);
        Assert.Contains('.', first);
    }

    [Theory]
    [InlineData("Seconds")]
    [InlineData("Date")]
    [InlineData("None")]
    public async Task RetryAfter_IsWrittenAsSwitched(string form)
    {
        await _sandbox.TurnAsync(new { retryAfterAs = form, retryAfterSeconds = 40, apiFaults = new[] { new { kind = "Unavailable" } } });
        using var fault = await _client.GetAsync(Contact, Cancellation);
        await _sandbox.TurnAsync(new { api = "TooManyRequests" });
        using var mode = await _client.GetAsync(Contact, Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, fault.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, mode.StatusCode);
        Assert.All([fault, mode], response => Check(response.Headers.RetryAfter));

        void Check(RetryConditionHeaderValue? header)
        {
            Assert.Equal(form == "None", header is null);
            Assert.Equal(form == "Seconds" ? TimeSpan.FromSeconds(40) : null, header?.Delta);
            Assert.Equal(form == "Date", header?.Date > TimeProvider.System.GetUtcNow());
        }
    }

    [Fact]
    public async Task TheEleventhCallOfASecond_IsCounted_AndRefusedWhenStrict()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var sandbox = new SandboxHost([], time);
        using var client = await sandbox.LoginAsync();
        async Task<int[]> CallAsync(int count)
        {
            var statuses = new int[count];
            for (var call = 0; call < count; call++)
            {
                using var response = await client.GetAsync(Contact, Cancellation);
                statuses[call] = (int)response.StatusCode;
            }

            return statuses;
        }

        var polite = await CallAsync(10);
        var before = await sandbox.GetAsync("/sandbox/counters");
        var eleventh = await CallAsync(1);
        time.Advance(TimeSpan.FromSeconds(1));
        await sandbox.TurnAsync(new { strictCallRate = true });
        var strict = await CallAsync(12);
        var after = await sandbox.GetAsync("/sandbox/counters");

        Assert.All([.. polite, .. eleventh], status => Assert.Equal(200, status));
        Assert.Equal(10, before["maxCallsPerSecond"]!.GetValue<int>());
        Assert.Equal(0, before["callsOverLimit"]!.GetValue<int>());
        Assert.Equal([.. Enumerable.Repeat(200, 10), 429, 429], strict);
        Assert.Equal(12, after["maxCallsPerSecond"]!.GetValue<int>());
        Assert.Equal(3, after["callsOverLimit"]!.GetValue<int>());
    }

    [Fact]
    public async Task TheSandboxEnds_EvenWhileACallerIsKeptWaiting()
    {
        Task<HttpResponseMessage> waiting;
        using (var sandbox = new SandboxHost())
        {
            var client = await sandbox.LoginAsync();
            await sandbox.TurnAsync(new { apiFaults = new[] { new { kind = "Hang" } } });
            waiting = client.GetAsync(Contact, Cancellation);
            await Eventually.TrueAsync(
                async () => (await sandbox.GetAsync("/sandbox/counters"))["apiCalls"]!["GET Contact"] is not null, cancellationToken: Cancellation);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
    }

    private Task StrikeAsync(params object[] faults) => _sandbox.TurnAsync(new { apiFaults = faults });

    private async Task<HttpResponseMessage> PatchAsync(string text, string resource = "/Contact/1")
    {
        var member = resource.StartsWith("/Contact", StringComparison.Ordinal) ? "Department" : "Title";
        using var content = new StringContent($$"""{"{{member}}":"{{text}}"}""", Encoding.UTF8, "application/json");
        return await _client.PatchAsync(SandboxHost.Api + resource, content, Cancellation);
    }

    private async Task<int> PatchesAsync() =>
        int.Parse($"{(await _sandbox.GetAsync("/sandbox/counters"))["patches"]!["contact:1"] ?? 0}", CultureInfo.InvariantCulture);
}
