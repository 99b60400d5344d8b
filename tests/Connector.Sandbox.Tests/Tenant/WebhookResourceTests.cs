using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class WebhookResourceTests(SharedSandbox shared) : IClassFixture<SharedSandbox>, IAsyncLifetime
{
    private const string Hooks = SandboxHost.Api + "/Webhook";

    /// <summary>The members of SuperOffice's published description of the resource.</summary>
    private static readonly string[] Members =
    [
        "WebhookId", "Name", "Events", "TargetUrl", "Secret", "State", "Type", "Headers", "Properties", "Registered", "RegisteredAssociate", "Updated",
        "UpdatedAssociate", "ErrorsEmail", "ErrorEmails", "ErrorAssociates", "Description", "NotifyVia", "NotifyWhen", "TotalCalls", "TotalErrors",
        "ConsecutiveErrors", "LastError",
    ];

    private readonly Receiver _receiver = shared.Receiver;
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
    public async Task TheDefault_IsABlankWithEveryMember()
    {
        var blank = await JsonAsync(Hooks + "/default");

        Assert.Equal(Members, blank.AsObject().Select(member => member.Key));
        Assert.Equal(0, blank["WebhookId"]!.GetValue<int>());
        Assert.Equal(["contact.created", "contact.deleted"], blank["Events"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal("Active", blank["State"]!.GetValue<string>());
    }

    [Fact]
    public async Task AnEntity_HasLinks_AndWhoMadeIt()
    {
        var made = await MakeAsync("mine", "person.created");
        var one = await JsonAsync($"{Hooks}/{made["WebhookId"]}");

        Assert.Equal([.. Members, "_Links"], one.AsObject().Select(member => member.Key));
        Assert.Equal(77, one["RegisteredAssociate"]!["AssociateId"]!.GetValue<int>());
        Assert.EndsWith($"/Webhook/{made["WebhookId"]}", one["_Links"]!["Self"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nameFilter=MINE", new[] { "mine" })]
    [InlineData("eventFilter=person.created", new[] { "connector", "mine" })]
    [InlineData("eventFilter=sale.sold", new[] { "other" })]
    [InlineData("statusFilter=Stopped", new[] { "other" })]
    [InlineData("statusFilter=Unknown&eventFilter=", new[] { "connector", "mine", "other" })]
    [InlineData("nameFilter=mine&statusFilter=Stopped", new string[0])]
    public async Task AList_IsFiltered(string filter, string[] names)
    {
        await MakeAsync("mine", "person.created");
        await MakeAsync("other", "sale.sold", "Stopped");

        var found = await JsonAsync($"{Hooks}?{filter}");

        Assert.Equal(names, found.AsArray().Select(one => one!["Name"]!.GetValue<string>()));
        Assert.All(found.AsArray(), one => Assert.Equal(Members, one!.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public async Task PuttingBackWhatWasRead_LosesNoSecret()
    {
        await using var receiver = new Receiver();
        using var sandbox = new SandboxHost(await receiver.StartAsync(("WebhookSecret", "a-secret"), ("WebhookTokenIn", "Query")));
        using var client = await sandbox.LoginAsync();
        var read = await SandboxHost.JsonAsync(await client.GetAsync(Hooks + "/1", Cancellation));
        read["Description"] = "anders";
        using var put = await client.PutAsJsonAsync(Hooks + "/1", read, Cancellation);
        await sandbox.CreateAsync("Neu GmbH");
        var got = await receiver.FirstAsync("contact.created");

        Assert.Equal("anders", (await SandboxHost.JsonAsync(put))["Description"]!.GetValue<string>());
        Assert.Equal("?token=the-webhook-token", got.Query);
        Assert.True(got.Headers.ContainsKey("X-SuperOffice-Signature"));
    }

    [Fact]
    public async Task APatch_OfMembersOrOperations_ChangesThem()
    {
        using var merged = await PatchAsync("""{"Name":"eins"}""");
        using var patched = await PatchAsync("""[{"op":"replace","path":"/State","value":"Stopped"},{"op":"add","path":"name","value":"zwei"}]""");
        using var unknown = await PatchAsync("""[{"op":"move","path":"/Name","from":"/Description"}]""");
        using var noState = await PatchAsync("""{"State":"Asleep"}""");
        using var noObject = await PatchAsync("""[7]""");

        Assert.Equal("eins", (await SandboxHost.JsonAsync(merged))["Name"]!.GetValue<string>());
        var result = await SandboxHost.JsonAsync(patched);
        Assert.Equal("zwei", result["Name"]!.GetValue<string>());
        Assert.Equal("Stopped", result["State"]!.GetValue<string>());
        Assert.All([unknown, noState, noObject], refused => Assert.Equal(400, (int)refused.StatusCode));
    }

    [Fact]
    public async Task AStoppedWebhook_StaysStopped_UntilItsStateIsPut()
    {
        using var stopped = await PatchAsync("""{"State":"TooManyErrors"}""");
        using var renamed = await PatchAsync("""{"Name":"anders"}""");
        using var started = await PatchAsync("""{"State":1}""");

        Assert.Equal("TooManyErrors", (await SandboxHost.JsonAsync(renamed))["State"]!.GetValue<string>());
        Assert.Equal("Active", (await SandboxHost.JsonAsync(started))["State"]!.GetValue<string>());
    }

    [Fact]
    public async Task ATest_ShowsWhatTheTargetAnswered_AndStoresNothing()
    {
        using var ok = await _client.PostAsJsonAsync(Hooks + "/Test", Body("probe", "contact.created"), Cancellation);
        _receiver.Answer = _ => 418;
        using var bad = await _client.PostAsJsonAsync(Hooks + "/Test", Body("probe", "contact.created"), Cancellation);
        var (success, failure) = (await SandboxHost.JsonAsync(ok), await SandboxHost.JsonAsync(bad));
        var test = _receiver.All[0];

        Assert.True(success["Success"]!.GetValue<bool>());
        Assert.StartsWith("200", success["Message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Content-Length", success["Message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(failure["Success"]!.GetValue<bool>());
        Assert.StartsWith("418", failure["Message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("true", test.Headers["X-Hook-Test"]);
        Assert.NotEqual(test.Headers["X-SuperOffice-EventId"], test.Json["EventId"]!.GetValue<string>());
        Assert.Single((await JsonAsync(Hooks)).AsArray());
    }

    [Theory]
    [InlineData("Unauthorized", 401)]
    [InlineData("Forbidden", 403)]
    [InlineData("NotFound", 404)]
    [InlineData("ServerError", 500)]
    public async Task AnAppWithoutTheAgent_IsRefusedEverywhere(string mode, int status)
    {
        await _sandbox.TurnAsync(new { webhookAgent = mode });
        using var list = await _client.GetAsync(Hooks, Cancellation);
        using var made = await _client.PostAsJsonAsync(Hooks, Body("mine", "contact.created"), Cancellation);

        Assert.All([list, made], response => Assert.Equal(status, (int)response.StatusCode));
        Assert.True((await SandboxHost.JsonAsync(list))["Error"]!.GetValue<bool>());
        Assert.Empty(_receiver.All);
    }

    [Fact]
    public async Task WhatAnAdministratorMade_NoAppSees_ButItDelivers()
    {
        using var made = await _sandbox.SendAsync(
            HttpMethod.Post, "/sandbox/webhooks", new { name = "theirs", targetUrl = _receiver.Url.AbsoluteUri, events = new[] { "canary.sung" } });
        var id = (await SandboxHost.JsonAsync(made))["webhookId"]!.GetValue<int>();
        using var read = await _client.GetAsync($"{Hooks}/{id}", Cancellation);
        using var put = await _client.PutAsJsonAsync($"{Hooks}/{id}", new { Name = "mine" }, Cancellation);
        using var removed = await _client.DeleteAsync($"{Hooks}/{id}", Cancellation);
        using var error = await _client.GetAsync($"{Hooks}/{id}/LastError", Cancellation);
        using var signalled = await _client.PostAsJsonAsync(Hooks + "/canary.sung/5", new { loud = true }, Cancellation);
        var sung = await _receiver.FirstAsync("canary.sung");

        Assert.All([read, put, removed, error], response => Assert.Equal(404, (int)response.StatusCode));
        Assert.Equal("connector", Assert.Single((await JsonAsync(Hooks)).AsArray())!["Name"]!.GetValue<string>());
        Assert.Equal(["connector", "theirs"], (await _sandbox.GetAsync("/sandbox/webhooks")).AsArray().Select(one => one!["name"]!.GetValue<string>()));
        Assert.Equal(204, (int)signalled.StatusCode);
        Assert.Equal("theirs", sung.Json["WebhookName"]!.GetValue<string>());
    }

    [Fact]
    public async Task SecretsAndStates_AreAnsweredAsSwitched()
    {
        await _sandbox.TurnAsync(new { webhookSecretsReadable = true, webhookStateAsNumber = true });
        using var put = await _client.PutAsJsonAsync(Hooks + "/1", new { Secret = "a-secret" }, Cancellation);
        var one = await JsonAsync(Hooks + "/1");

        Assert.Equal("a-secret", one["Secret"]!.GetValue<string>());
        Assert.Equal("the-webhook-token", one["Headers"]!["X-Connector-Token"]!.GetValue<string>());
        Assert.Equal(1, one["State"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"TargetUrl":"ftp://a.example"}""")]
    [InlineData("""{"Type":"crmscript"}""")]
    [InlineData("""{"Events":[7]}""")]
    [InlineData("""{"Headers":{"X-Bad\r\nHeader":"a"}}""")]
    [InlineData("""{"Headers":{"X-Bad":"a\r\nb: c"}}""")]
    [InlineData("""{"NotifyVia":"Pigeon"}""")]
    [InlineData("""7""")]
    public async Task WhatDoesNotFit_IsRefused(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PutAsync(Hooks + "/1", content, Cancellation);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("connector", (await JsonAsync(Hooks + "/1"))["Name"]!.GetValue<string>());
    }

    private JsonObject Body(string name, string @event) => new()
    {
        ["Name"] = name,
        ["Events"] = new JsonArray(@event),
        ["TargetUrl"] = _receiver.Url.AbsoluteUri,
    };

    private async Task<JsonNode> MakeAsync(string name, string @event, string state = "Active")
    {
        var body = Body(name, @event);
        body["State"] = state;
        using var made = await _client.PostAsJsonAsync(Hooks, body, Cancellation);
        Assert.Equal(200, (int)made.StatusCode);
        return await SandboxHost.JsonAsync(made);
    }

    private async Task<HttpResponseMessage> PatchAsync(string patch)
    {
        using var content = new StringContent(patch, Encoding.UTF8, "application/json");
        return await _client.PatchAsync(Hooks + "/1", content, Cancellation);
    }

    private async Task<JsonNode> JsonAsync(string path) => await SandboxHost.JsonAsync(await _client.GetAsync(path, Cancellation));
}
