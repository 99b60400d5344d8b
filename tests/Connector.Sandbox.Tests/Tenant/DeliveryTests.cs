using System.Text;
using System.Text.Json.Nodes;
using Connector.Testing;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class DeliveryTests(SharedSandbox shared) : IClassFixture<SharedSandbox>
{
    private readonly Receiver _receiver = shared.Receiver;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFailedEvent_IsTriedThreeTimesUnderTheSameId()
    {
        var sandbox = await StartAsync(_ => 503);
        await RenameAsync(sandbox, 1);
        var counters = await DeliveriesAsync(sandbox, "lost", 1);

        var tries = await _receiver.WaitAsync("contact.changed", 3);

        Assert.Equal(["0", "1", "2"], tries.Select(one => one.Headers["X-SuperOffice-Retry"]));
        Assert.Single(tries.Select(one => one.Json["EventId"]!.GetValue<string>()).Distinct());
        Assert.Equal(3, counters["deliveries"]!["failed"]!.GetValue<int>());
        Assert.Equal(3, counters["webhook"]!["consecutiveErrors"]!.GetValue<int>());
        Assert.Equal("HTTP 503", counters["webhook"]!["lastError"]!.GetValue<string>());
        Assert.Equal("Active", counters["webhook"]!["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(302)]
    public async Task OnlyA200_IsSuccess(int status)
    {
        var sandbox = await StartAsync(_ => status);
        await RenameAsync(sandbox, 1);

        var counters = await DeliveriesAsync(sandbox, "lost", 1);

        Assert.Null(counters["deliveries"]!["succeeded"]);
    }

    [Fact]
    public async Task ASuccess_EndsTheTriesAndZeroesTheErrors()
    {
        var sandbox = await StartAsync(one => one.Headers["X-SuperOffice-Retry"] == "0" ? 500 : 200);
        await RenameAsync(sandbox, 1);

        var counters = await DeliveriesAsync(sandbox, "succeeded", 1);

        Assert.Equal(1, counters["deliveries"]!["failed"]!.GetValue<int>());
        Assert.Equal(0, counters["webhook"]!["consecutiveErrors"]!.GetValue<int>());
        Assert.Equal(2, counters["webhook"]!["totalCalls"]!.GetValue<int>());
        Assert.Equal(1, counters["webhook"]!["totalErrors"]!.GetValue<int>());
    }

    [Fact]
    public async Task NineFailuresInARow_StopTheWebhook_UntilItIsSetActive()
    {
        var status = 500;
        var sandbox = await StartAsync(_ => Volatile.Read(ref status));
        for (var edit = 1; edit <= 3; edit++)
        {
            await RenameAsync(sandbox, edit);
            await DeliveriesAsync(sandbox, "lost", edit);
        }

        var stopped = await sandbox.GetAsync("/sandbox/counters");
        Volatile.Write(ref status, 200);
        await RenameAsync(sandbox, 4);
        var lost = await DeliveriesAsync(sandbox, "lost", 4);
        using var client = await sandbox.LoginAsync();
        using var active = new StringContent("""{"State":"Active"}""", Encoding.UTF8, "application/json");
        (await client.PutAsync(SandboxHost.Api + "/Webhook/1", active, Cancellation)).EnsureSuccessStatusCode();
        await RenameAsync(sandbox, 5);
        await DeliveriesAsync(sandbox, "succeeded", 1);

        Assert.Equal("TooManyErrors", stopped["webhook"]!["state"]!.GetValue<string>());
        Assert.Equal(9, stopped["webhook"]!["totalCalls"]!.GetValue<int>());
        Assert.Equal(9, lost["webhook"]!["totalCalls"]!.GetValue<int>());
    }

    [Fact]
    public async Task A410_StopsTheWebhookAtOnce()
    {
        var sandbox = await StartAsync(_ => 410);
        await RenameAsync(sandbox, 1);

        var counters = await DeliveriesAsync(sandbox, "lost", 1);
        using var activated = await sandbox.SendAsync(HttpMethod.Post, "/sandbox/webhook/activate");

        Assert.Equal("Stopped", counters["webhook"]!["state"]!.GetValue<string>());
        Assert.Equal(1, counters["webhook"]!["totalCalls"]!.GetValue<int>());
        Assert.Equal("Active", (await sandbox.GetAsync("/sandbox/counters"))["webhook"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task AnUnreachableTarget_FailsWithoutNamingItsAddress()
    {
        using var sandbox = new SandboxHost(new() { ["Sandbox:WebhookUrl"] = "http://127.0.0.1:1/connector/webhook", ["Sandbox:WebhookToken"] = "secret", ["Sandbox:WebhookTokenIn"] = "Query" });
        await RenameAsync(sandbox, 1);

        var counters = await DeliveriesAsync(sandbox, "lost", 1);

        Assert.Equal("ConnectionError", counters["webhook"]!["lastError"]!.GetValue<string>());
    }

    [Fact]
    public async Task ABurst_ArrivesCompletely()
    {
        var sandbox = await StartAsync(_ => 200);
        for (var contact = 1; contact <= 30; contact++)
        {
            await RenameAsync(sandbox, contact);
        }

        var got = await _receiver.WaitAsync("contact.changed", 30);

        Assert.Equal(Enumerable.Range(1, 30), got.Select(one => one.Json["PrimaryKey"]!.GetValue<int>()).Order());
    }

    [Fact]
    public async Task TheWebhookResource_TestsTheTargetFirst_AndDeliversToIt()
    {
        var sandbox = await StartAsync(one => one.Headers.ContainsKey("X-Hook-Test") && one.Headers["X-Extra"] == "no" ? 400 : 200);
        using var client = await sandbox.LoginAsync();
        var url = _receiver.Url.AbsoluteUri;
        async Task<HttpResponseMessage> RegisterAsync(string extra) => await client.PostAsync(
            SandboxHost.Api + "/Webhook",
            new StringContent(
                new JsonObject
                {
                    ["Name"] = "second",
                    ["Events"] = new JsonArray("canary.sung"),
                    ["TargetUrl"] = url,
                    ["Headers"] = new JsonObject { ["X-Extra"] = extra },
                    ["Properties"] = new JsonObject { ["installation"] = "here", ["Event"] = "never" },
                }.ToJsonString(), Encoding.UTF8, "application/json"), Cancellation);

        using var refused = await RegisterAsync("no");
        using var created = await RegisterAsync("yes");
        var id = (await SandboxHost.JsonAsync(created))["WebhookId"]!.GetValue<int>();
        using var signalled = await client.PostAsync(SandboxHost.Api + "/Webhook/canary.sung/5", null, Cancellation);
        var custom = await _receiver.FirstAsync("canary.sung");
        using var removed = await client.DeleteAsync($"{SandboxHost.Api}/Webhook/{id}", Cancellation);

        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Equal(200, (int)created.StatusCode);
        Assert.Equal(204, (int)signalled.StatusCode);
        Assert.Equal("here", custom.Json["installation"]!.GetValue<string>());
        Assert.Equal("yes", custom.Headers["X-Extra"]);
        Assert.Equal("second", custom.Json["WebhookName"]!.GetValue<string>());
        Assert.Equal(204, (int)removed.StatusCode);
        Assert.Equal("test", _receiver.All[0].EventName);
    }

    [Fact]
    public async Task TheWebhookResource_NeverAnswersHeaderValuesOrTheToken()
    {
        await using var receiver = new Receiver();
        using var sandbox = new SandboxHost(await receiver.StartAsync(("WebhookSecret", "the-signing-secret")));
        using var client = await sandbox.LoginAsync();

        var text = await client.GetStringAsync(SandboxHost.Api + "/Webhook", Cancellation);

        Assert.Contains("X-Connector-Token", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-webhook-token", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-signing-secret", text, StringComparison.Ordinal);
    }

    private async Task<SandboxHost> StartAsync(Func<Received, int> answer)
    {
        var sandbox = await shared.FreshAsync();
        _receiver.Answer = answer;
        return sandbox;
    }

    private static Task<HttpResponseMessage> RenameAsync(SandboxHost sandbox, int contact) =>
        sandbox.SendAsync(HttpMethod.Patch, $"/sandbox/contacts/{contact}", new { name = $"Umbenannt {contact}" });

    private static Task<JsonNode> DeliveriesAsync(SandboxHost sandbox, string kind, int count) => Eventually.ValueAsync(
        () => sandbox.GetAsync("/sandbox/counters"), counters => counters["deliveries"]![kind]?.GetValue<int>() == count,
        because: $"{count} deliveries {kind}", cancellationToken: Cancellation);
}
