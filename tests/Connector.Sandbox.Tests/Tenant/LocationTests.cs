using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class LocationTests(SharedSandbox shared) : IClassFixture<SharedSandbox>, IAsyncLifetime
{
    private SandboxHost _sandbox = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await shared.FreshAsync();
        _client = await _sandbox.LoginAsync();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AMovedTenant_AnswersAtTheNewHostAlone_WhichTheStateCallNames()
    {
        var old = await ApiAsync();
        using var before = await _client.GetAsync(old + "/v1/Contact/1", Cancellation);
        var moved = await SandboxHost.JsonAsync(await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tenant/move"));
        using var misdirected = await _client.GetAsync(old + "/v1/Contact/1", Cancellation);
        var error = await SandboxHost.JsonAsync(misdirected);
        var now = await ApiAsync();
        using var after = await _client.GetAsync(now + "/v1/Contact/1", Cancellation);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, misdirected.StatusCode);
        Assert.True(error["Error"]!.GetValue<bool>());
        Assert.Contains("subdomain", error["ErrorMessage"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(new Uri(old).Host, new Uri(now).Host);
        Assert.Equal(new Uri(now).Authority, moved["to"]!.GetValue<string>());
        Assert.Equal(new Uri(old).Authority, moved["from"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task MovedTwice_TheTenantIsBack_AndTurnedBackItIsEverywhere()
    {
        var home = await ApiAsync();
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tenant/move");
        var away = await ApiAsync();
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tenant/move");

        Assert.Equal(home, await ApiAsync());
        await _sandbox.SendAsync(HttpMethod.Delete, "/sandbox/faults");
        using var everywhere = await _client.GetAsync(away + "/v1/Contact/1", Cancellation);
        Assert.Equal(HttpStatusCode.OK, everywhere.StatusCode);
    }

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("localhost@attacker.example")]
    [InlineData("http://localhost")]
    public async Task TheTenant_NeverMovesOffTheMachine(string to)
    {
        using var response = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tenant/move", new { to });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("Running", true)]
    [InlineData("OnlineMaintenance", true)]
    [InlineData("Unknown", false)]
    [InlineData("Provisioning", false)]
    [InlineData("Deleted", false)]
    [InlineData("Suspended", false)]
    [InlineData("OfflineMaintenance", false)]
    [InlineData("ProvisioningFailed", false)]
    [InlineData("Deleting", false)]
    [InlineData("DeleteFailed", false)]
    [InlineData("MigrationPending", false)]
    public async Task EachState_IsToldAndDecidesWhetherTheApiIsUp(string state, bool running)
    {
        await _sandbox.TurnAsync(new { tenantState = state });
        var told = await _sandbox.GetAsync("/api/state/Cust10001");
        using var api = await _client.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);

        Assert.Equal(state, told["State"]!.GetValue<string>());
        Assert.Equal(running, told["IsRunning"]!.GetValue<bool>());
        Assert.Equal(running ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, api.StatusCode);
    }

    [Theory]
    [InlineData("NotFound", HttpStatusCode.NotFound)]
    [InlineData("ServerError", HttpStatusCode.InternalServerError)]
    [InlineData("Garbage", HttpStatusCode.OK)]
    public async Task TheStateCall_FailsAsSwitched(string mode, HttpStatusCode status)
    {
        await _sandbox.TurnAsync(new { stateCall = mode });
        using var response = await _sandbox.Http.GetAsync("/api/state/Cust10001", Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(status, response.StatusCode);
        Assert.DoesNotContain("IsRunning", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheStateCall_MayHang()
    {
        await _sandbox.TurnAsync(new { stateCall = "Hang" });
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sandbox.Http.GetAsync("/api/state/Cust10001", impatient.Token));
    }

    [Fact]
    public async Task AnUnknownTenant_HasNoApi()
    {
        await _sandbox.TurnAsync(new { stateCall = "UnknownTenant" });
        var state = await _sandbox.GetAsync("/api/state/Cust10001");

        Assert.Equal("Unknown", state["State"]!.GetValue<string>());
        Assert.False(state["IsRunning"]!.GetValue<bool>());
        Assert.Equal("", state["Api"]!.GetValue<string>());
    }

    [Fact]
    public async Task TheState_MayNameAStrangersHost_ForAShortTime()
    {
        await _sandbox.TurnAsync(new { stateNamesHost = "http://attacker.example", stateValidSeconds = 3 });
        var state = await _sandbox.GetAsync("/api/state/Cust10001");
        var left = state["ValidUntil"]!.GetValue<DateTimeOffset>() - TimeProvider.System.GetUtcNow();

        Assert.Equal("http://attacker.example/Cust10001/api", state["Api"]!.GetValue<string>());
        Assert.Equal("http://attacker.example/Cust10001", state["Endpoint"]!.GetValue<string>());
        Assert.InRange(left, TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(3));
    }

    private async Task<string> ApiAsync() => (await _sandbox.Http.GetFromJsonAsync<JsonNode>("/api/state/Cust10001", Cancellation))!["Api"]!.GetValue<string>();
}
