using System.Text.Json.Nodes;
using Connector.SuperOffice.Tests.Responding;
using Connector.SuperOffice.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Connector.SuperOffice.Tests.Webhooks;

public sealed class WebhookSubscriptionTests
{
    private const string Key = ClientHost.Secret + "signature";

    private const string Default = """
        {"WebhookId":0,"Name":"","Events":["contact.created","contact.deleted"],"TargetUrl":"","Secret":null,"State":"Active","Type":"webhook","Headers":null,"Properties":null,
         "Registered":"0001-01-01T00:00:00","ErrorEmails":null,"NotifyVia":"None","NotifyWhen":"None","TotalCalls":0,"TotalErrors":0,"ConsecutiveErrors":0,"LastError":null}
        """;

    private static readonly WebhookDefinition Definition = new()
    {
        Name = "connector",
        Events = ["contact.changed", "person.changed"],
        TargetUrl = new("https://hooks.example/connector/webhook?token=" + ClientHost.Secret),
        Installation = "inst-1",
        Secret = Key,
        Headers = new Dictionary<string, string> { ["X-Token"] = ClientHost.Secret + "header" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_is_registered_from_the_default()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Method == "GET" ? Default : Stored());

        var webhook = await host.Client.Webhooks.RegisterAsync(Definition, Token);

        Assert.Equal((56, WebhookState.Active, "inst-1"), (webhook.WebhookId, webhook.State, webhook.Installation));
        Assert.Equal(["GET /Cust10001/api/v1/Webhook/default", "POST /Cust10001/api/v1/Webhook"], responder.Calls.Select(call => $"{call.Method} {call.Path}"));
        var body = JsonNode.Parse(responder.Calls[1].Body)!;
        Assert.Equal(("connector", "Active", "webhook"), ((string)body["Name"]!, (string)body["State"]!, (string)body["Type"]!));
        Assert.Equal("""["contact.changed","person.changed"]""", body["Events"]!.ToJsonString());
        Assert.Equal(Definition.TargetUrl.AbsoluteUri, (string)body["TargetUrl"]!);
        Assert.Equal((Key, "inst-1"), ((string)body["Secret"]!, (string)body["Properties"]![WebhookDefinition.InstallationProperty]!));
        Assert.Equal(ClientHost.Secret + "header", (string)body["Headers"]!["X-Token"]!);
        Assert.Equal("None", (string)body["NotifyVia"]!);
    }

    [Fact]
    public async Task Webhooks_are_listed_by_what_is_asked()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, $"[{Stored()},{Stored(57, "\"TooManyErrors\"")}]");

        var webhooks = await host.Client.Webhooks.ListAsync(Token, "a & b", "contact.changed", WebhookState.TooManyErrors);
        await host.Client.Webhooks.ListAsync(Token);

        Assert.Equal([56, 57], webhooks.Select(webhook => webhook.WebhookId));
        Assert.Equal(["?nameFilter=a%20%26%20b&eventFilter=contact.changed&statusFilter=TooManyErrors", ""], responder.Calls.Select(call => call.Query));
    }

    [Theory]
    [InlineData("\"Active\"", WebhookState.Active)]
    [InlineData("\"stopped\"", WebhookState.Stopped)]
    [InlineData("1", WebhookState.Active)]
    [InlineData("3", WebhookState.TooManyErrors)]
    [InlineData("0", WebhookState.Unknown)]
    [InlineData("\"Paused\"", WebhookState.Unknown)]
    [InlineData("null", WebhookState.Unknown)]
    public async Task State_is_read_by_name_and_by_number(string state, WebhookState expected)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Stored(state: state));

        Assert.Equal(expected, (await host.Client.Webhooks.GetAsync(56, Token))!.State);
    }

    [Fact]
    public async Task Statistics_are_told_and_secrets_are_not()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Stored(secret: Key));

        var webhook = (await host.Client.Webhooks.GetAsync(56, Token))!;

        Assert.Equal((9, 4, 3, true), (webhook.TotalCalls, webhook.TotalErrors, webhook.ConsecutiveErrors, webhook.HasLastError));
        Assert.Equal("webhook 56 (Active)", webhook.ToString());
        Assert.DoesNotContain(ClientHost.Secret, Definition.ToString()!, StringComparison.Ordinal);
        Assert.All(
            typeof(WebhookSubscription).GetProperties(), property => Assert.DoesNotContain(Key, $"{property.GetValue(webhook)}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"WebhookId":57}""")]
    [InlineData("""{"WebhookId":56,"Events":[1]}""")]
    [InlineData("""{"WebhookId":56,"State":{}}""")]
    [InlineData("")]
    public async Task Odd_webhook_is_unreadable(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, body);

        Assert.Equal(FailureKind.Unreadable, (await host.FailureAsync((client, token) => client.Webhooks.GetAsync(56, token))).Kind);
    }

    [Fact]
    public async Task Update_writes_the_whole_webhook_with_what_the_definition_says()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Stored(state: "\"Stopped\"", secret: Key));

        await host.Client.Webhooks.UpdateAsync(
            56, new WebhookDefinition { Name = "new", Events = ["sale.created"], TargetUrl = new("https://other.example/"), Installation = "inst-1" }, Token);

        var put = responder.Calls[^1];
        var body = JsonNode.Parse(put.Body)!;
        Assert.Equal(("PUT", "/Cust10001/api/v1/Webhook/56"), (put.Method, put.Path));
        Assert.Equal(("new", "Active", Key, 56), ((string)body["Name"]!, (string)body["State"]!, (string)body["Secret"]!, (int)body["WebhookId"]!));
        Assert.Equal("""{"X-Token":"kept"}""", body["Headers"]!.ToJsonString());
        Assert.Equal("""{"connectorInstallation":"inst-1","theirs":{"a":1}}""", body["Properties"]!.ToJsonString());
    }

    [Fact]
    public async Task Reactivation_touches_the_state_alone()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Stored(state: context.Request.Method == "GET" ? "\"TooManyErrors\"" : "\"Active\""));

        Assert.Equal(WebhookState.Active, (await host.Client.Webhooks.ReactivateAsync(56, Token)).State);

        Assert.Equal(("PATCH", """[{"op":"replace","path":"/State","value":"Active"}]"""), (responder.Calls[^1].Method, responder.Calls[^1].Body));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(400)]
    public async Task Reactivation_without_patch_writes_no_blank_over_a_secret(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var stored = Stored(state: "3").Replace("\"kept\"", "\"\"", StringComparison.Ordinal);
        responder.Api = context => context.Request.Method == "PATCH" ? Responder.Json(context, status, "") : Responder.Json(context, 200, stored);

        await host.Client.Webhooks.ReactivateAsync(56, Token);

        var put = Assert.Single(responder.Calls, call => call.Method == "PUT");
        var body = JsonNode.Parse(put.Body)!.AsObject();
        Assert.Equal("Active", (string)body["State"]!);
        Assert.False(body.ContainsKey("Secret"));
        Assert.False(body.ContainsKey("Headers"));
        Assert.Equal("https://hooks.example/connector/webhook", (string)body["TargetUrl"]!);
    }

    [Fact]
    public async Task Webhook_that_is_not_ours_is_none_and_cannot_be_changed()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var missing = responder.Api;
        responder.Api = context => context.Request.Path.Value!.EndsWith("default", StringComparison.Ordinal) ? Responder.Json(context, 200, Default) : missing(context);

        Assert.Null(await host.Client.Webhooks.GetAsync(56, Token));
        Assert.False(await host.Client.Webhooks.DeleteAsync(56, Token));
        Assert.Equal(FailureKind.Conflict, (await host.FailureAsync((client, token) => client.Webhooks.ReactivateAsync(56, token))).Kind);
        Assert.Equal(FailureKind.Conflict, (await host.FailureAsync((client, token) => client.Webhooks.UpdateAsync(56, Definition, token))).Kind);
        Assert.Equal(FailureKind.Conflict, (await host.FailureAsync((client, token) => client.Webhooks.GetLastErrorAsync(56, token))).Kind);
        Assert.DoesNotContain(responder.Calls, call => call.Method is "PUT" or "PATCH");
    }

    [Fact]
    public async Task Webhook_is_deleted_tested_and_signalled()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => (context.Request.Method, context.Request.Path.Value!["/Cust10001/api/v1/Webhook".Length..]) switch
        {
            ("DELETE", "/56") or ("POST", "/window.closed/0") => NoContent(context),
            ("GET", "/default") => Responder.Json(context, 200, Default),
            ("GET", "/56/LastError") => Responder.Json(context, 200, "\"503 from target\""),
            ("POST", "/Test") => Responder.Json(context, 200, """{"Success":false,"Message":"HTTP 404"}"""),
            _ => Responder.Json(context, 400, "{}"),
        };
        var webhooks = host.Client.Webhooks;

        Assert.True(await webhooks.DeleteAsync(56, Token));
        Assert.Equal("503 from target", await webhooks.GetLastErrorAsync(56, Token));
        Assert.Equal(new WebhookTestResult(false, "HTTP 404"), await webhooks.TestAsync(Definition, Token));
        await webhooks.SignalAsync("window.closed", 0, new JsonObject { ["windowName"] = "foo" }, Token);
        Assert.Equal("""{"windowName":"foo"}""", responder.Calls[^1].Body);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => webhooks.SignalAsync("../5", 0, [], Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => webhooks.SignalAsync("closed", 0, [], Token));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Agent_that_is_not_granted_is_a_condition_of_its_own(int status)
    {
        await using var responder = await Responder.StartAsync();
        responder.Api = context => Responder.Json(context, status, """{"Error":true,"ErrorType":"x","ErrorMessage":"no"}""");

        foreach (var call in new Func<WebhookSubscriptions, CancellationToken, Task>[]
        {
            (webhooks, token) => webhooks.ListAsync(token),
            (webhooks, token) => webhooks.RegisterAsync(Definition, token),
            (webhooks, token) => webhooks.TestAsync(Definition, token),
            (webhooks, token) => webhooks.GetLastErrorAsync(56, token),
            (webhooks, token) => webhooks.SignalAsync("a.b", 0, [], token),
        })
        {
            // One each: five areas of 500 in a row would open the breaker.
            await using var host = ClientHost.For(responder);
            var failure = await host.FailureAsync((client, token) => call(client.Webhooks, token));
            Assert.Equal((FailureKind.NotGranted, FailureScope.Entity), (failure.Kind, failure.Scope));
            Assert.Contains("Webhook agent", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(500, FailureKind.Transient)]
    [InlineData(400, FailureKind.Refused)]
    public async Task Refusal_of_one_call_is_not_taken_for_a_missing_grant(int status, FailureKind kind)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => context.Request.Method == "GET"
            ? Responder.Json(context, 200, Default)
            : Responder.Json(context, status, """{"Error":true,"ErrorType":"x","ErrorMessage":"The target did not answer the test"}""");

        var failure = await host.FailureAsync((client, token) => client.Webhooks.RegisterAsync(Definition, token));

        Assert.Equal(kind, failure.Kind);
        Assert.Contains("The target did not answer the test", failure.RawAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_that_cannot_be_is_not_registered()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        foreach (var wrong in new WebhookDefinition[]
        {
            new() { Name = "", Events = ["a.b"], TargetUrl = Definition.TargetUrl, Installation = "x" },
            new() { Name = new string('n', 101), Events = ["a.b"], TargetUrl = Definition.TargetUrl, Installation = "x" },
            new() { Name = "n", Events = [], TargetUrl = Definition.TargetUrl, Installation = "x" },
            new() { Name = "n", Events = ["a.b"], TargetUrl = new("http://hooks.example/"), Installation = "x" },
            new() { Name = "n", Events = ["a.b"], TargetUrl = new("/relative", UriKind.Relative), Installation = "x" },
            new() { Name = "n", Events = ["a.b"], TargetUrl = Definition.TargetUrl, Installation = "" },
        })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Webhooks.RegisterAsync(wrong, Token));
        }

        Assert.Empty(responder.Arrivals);
    }

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static string Stored(int id = 56, string state = "\"Active\"", string secret = "") =>
        $$"""
        {"WebhookId":{{id}},"Name":"connector","Events":["contact.changed"],"TargetUrl":"https://hooks.example/connector/webhook","Secret":"{{secret}}","State":{{state}},"Type":"webhook",
         "Headers":{"X-Token":"kept"},"Properties":{"connectorInstallation":"inst-1","theirs":{"a":1} },"Registered":"2026-03-02T09:14:33Z","Updated":"0001-01-01T00:00:00",
         "TotalCalls":9,"TotalErrors":4,"ConsecutiveErrors":3,"LastError":"503"}
        """;
}
