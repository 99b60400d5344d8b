using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Control;

public sealed class SwitchTests(SharedSandbox shared) : IClassFixture<SharedSandbox>, IAsyncLifetime
{
    private SandboxHost _sandbox = null!;

    public async ValueTask InitializeAsync() => _sandbox = await shared.FreshAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"apis":"Normal"}""", "There is no switch apis")]
    [InlineData("""{"api":"Sometimes"}""", "api must be one of Normal, TooManyRequests")]
    [InlineData("""{"api":1}""", "api must be one of")]
    [InlineData("""{"api":null}""", "api must have a value")]
    [InlineData("""{"fieldValues":"perhaps"}""", "fieldValues")]
    [InlineData("""{"retryAfterSeconds":-1}""", "RetryAfterSeconds")]
    [InlineData("""{"tenantState":"Sleeping"}""", "tenantState must be one of Unknown")]
    [InlineData("""{"tenantHost":"attacker.example"}""", "tenantHost must be localhost")]
    [InlineData("""{"stateNamesHost":"https://a.example/path"}""", "stateNamesHost must be")]
    [InlineData("""{"duplicateProbability":1.5}""", "DuplicateProbability")]
    [InlineData("""{"apiFaults":[{"times":1}]}""", "kind")]
    [InlineData("""{"apiFaults":[{"kind":"Explode"}]}""", "apiFaults")]
    [InlineData("""{"apiFaults":[{"kind":"Hang","often":1}]}""", "often")]
    [InlineData("""{"apiFaults":[{"kind":"Hang"},{"kind":"Hang","method":"PURGE"}]}""", "apiFaults[1]: ")]
    public async Task WhatDoesNotFit_IsRefusedByName_AndTurnsNothing(string switches, string complaint)
    {
        using var response = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/faults", JsonNode.Parse(switches[..^1] + ""","thinkSeconds":7}"""));
        var problem = await SandboxHost.JsonAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(complaint, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null((await _sandbox.GetAsync("/sandbox/faults"))["thinkSeconds"]);
    }

    [Fact]
    public async Task SwitchesOfOneDocument_AreMergedIntoIt()
    {
        await _sandbox.TurnAsync(new { thinkSeconds = 2, apiFaults = new[] { new { kind = "BadGateway", times = 3 } } });
        await _sandbox.TurnAsync(new { thinkSeconds = (int?)null, tenantState = "Suspended" });

        var settings = await _sandbox.GetAsync("/sandbox/faults");

        Assert.Null(settings["thinkSeconds"]);
        Assert.Equal("Suspended", settings["tenantState"]!.GetValue<string>());
        Assert.Equal("BadGateway", settings["apiFaults"]![0]!["kind"]!.GetValue<string>());
        Assert.Equal(3, settings["apiFaults"]![0]!["times"]!.GetValue<int>());
    }

    [Fact]
    public async Task OpenApi_DescribesSwitchesAndScenarios()
    {
        var openApi = await _sandbox.GetAsync("/sandbox/openapi.json");
        var paths = openApi["paths"]!.AsObject();

        Assert.All(
            (string[])["/sandbox/tenant/move", "/sandbox/bursts", "/sandbox/scenarios/{name}", "/sandbox/events/{id}/resend", "/sandbox/webhooks"],
            path => Assert.All(paths[path]!.AsObject(), method => Assert.NotEmpty(method.Value!["summary"]!.GetValue<string>())));
        Assert.Contains("retryAfterAs", openApi["components"]!["schemas"]!["FaultSettings"]!["properties"]!.AsObject().Select(property => property.Key));
    }
}
