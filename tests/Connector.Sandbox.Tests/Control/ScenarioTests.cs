using System.Text.Json.Nodes;
using Connector.Sandbox.Control.Scenarios;
using Connector.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Sandbox.Tests.Control;

public sealed class ScenarioTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(ScenarioLibrary.Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Fact]
    public async Task TheScenarios_AreListed_AndOnTheFirstPage()
    {
        using var sandbox = new SandboxHost();
        var listed = (await sandbox.GetAsync("/sandbox/scenarios"))["scenarios"]!.AsArray().Select(one => one!["name"]!.GetValue<string>()).ToList();
        var page = await sandbox.Http.GetStringAsync("/", Cancellation);

        Assert.Equal(
            [
                "legacy-tenant", "lossy-delivery", "maintenance-night", "slow-and-flaky", "strict-everything", "tenant-move", "throttled", "token-trouble",
                "webhook-storm",
            ],
            listed);
        Assert.All(listed, name => Assert.Contains($"<code>{name}</code>", page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EachScenario_TakesItsStepsToTheEnd_AndCanBeStopped(string name)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var time = new FakeTimeProvider(Start);
        using var sandbox = new SandboxHost([], time);
        using var client = await sandbox.LoginAsync();
        var begun = await SandboxHost.JsonAsync(await sandbox.SendAsync(HttpMethod.Post, $"/sandbox/scenarios/{name}"));
        var steps = begun["scenarios"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!["steps"]!.AsArray();
        var waitsForCalls = steps.Any(step => step!["afterApiCalls"]!.GetValue<int>() > 0);

        await Eventually.TrueAsync(
            async () =>
            {
                if (waitsForCalls)
                {
                    using var any = await client.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);
                }

                time.Advance(TimeSpan.FromSeconds(30));
                return (await sandbox.GetAsync("/sandbox/scenarios"))["stepsDone"]!.GetValue<int>() == steps.Count;
            },
            TimeSpan.FromSeconds(30), name, Cancellation);
        await sandbox.SendAsync(HttpMethod.Delete, "/sandbox/scenarios");

        Assert.Equal(name, begun["on"]!.GetValue<string>());
        Assert.Null((await sandbox.GetAsync("/sandbox/scenarios"))["on"]);
        Assert.True(JsonNode.DeepEquals(
            await SandboxHost.JsonAsync(await sandbox.SendAsync(HttpMethod.Delete, "/sandbox/faults")), await sandbox.GetAsync("/sandbox/faults")));
    }

    [Fact]
    public async Task AStep_WaitsForItsTimeAndItsCalls()
    {
        var time = new FakeTimeProvider(Start);
        using var sandbox = new SandboxHost([], time);
        using var client = await sandbox.LoginAsync();
        await sandbox.SendAsync(HttpMethod.Post, "/sandbox/scenarios/maintenance-night");
        await Eventually.TrueAsync(async () => await StateAsync(sandbox) == "OnlineMaintenance", cancellationToken: Cancellation);
        time.Advance(TimeSpan.FromSeconds(9));
        await client.GetAsync(SandboxHost.Api + "/Contact/1", Cancellation);
        var early = await StateAsync(sandbox);
        await Eventually.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return await StateAsync(sandbox) == "OfflineMaintenance";
            },
            cancellationToken: Cancellation);
        using var none = await sandbox.SendAsync(HttpMethod.Post, "/sandbox/scenarios/no-such");
        await sandbox.SendAsync(HttpMethod.Post, "/sandbox/scenarios/token-trouble");

        Assert.Equal("OnlineMaintenance", early);
        Assert.Equal(404, (int)none.StatusCode);
        Assert.Equal("Running", await StateAsync(sandbox));
        Assert.Equal("token-trouble", (await sandbox.GetAsync("/sandbox/scenarios"))["on"]!.GetValue<string>());
    }

    [Fact]
    public async Task TheConfiguredScenario_IsOnFromTheStart()
    {
        using var sandbox = new SandboxHost(new() { ["Sandbox:Scenario"] = "legacy-tenant" });

        await Eventually.TrueAsync(async () => !(await sandbox.GetAsync("/sandbox/faults"))["fieldValues"]!.GetValue<bool>(), cancellationToken: Cancellation);
    }

    [Fact]
    public void AnUnknownScenario_KeepsTheSandboxFromStarting()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => new SandboxHost(new() { ["Sandbox:Scenario"] = "no-such" }));

        Assert.Contains("Sandbox:Scenario names no scenario there is. There are: legacy-tenant, ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"description":"a","steps":[{"switches":{"apis":"x"}}]}""", "Step 1: There is no switch apis.")]
    [InlineData("""{"description":"a","steps":[{"move":true},{"switches":{"api":"x"}}]}""", "Step 2: api must be one of")]
    [InlineData("""{"description":"a","steps":[{"afterSeconds":1}]}""", "Step 1: It does nothing")]
    [InlineData("""{"description":"a","steps":[{"afterSeconds":-1,"move":true}]}""", "Step 1: afterSeconds must be")]
    [InlineData("""{"description":"a","steps":[{"burst":{"changes":0}}]}""", "Step 1: The field Changes must be")]
    [InlineData("""{"description":"a","steps":[]}""", "It needs a description and a step")]
    [InlineData("""{"description":"","steps":[{"move":true}]}""", "It needs a description and a step")]
    [InlineData("""{"steps":[{"move":true}]}""", "description")]
    [InlineData("""{"description":"a","steps":[{"jump":true}]}""", "jump")]
    [InlineData("""{"description":"a","steps":[{"move":tr""", "Path: $.steps[0].move")]
    [InlineData("null", "It is empty")]
    public void AFileWithAMistake_IsRefusedByNameAndPlace(string text, string complaint)
    {
        var folder = Directory.CreateTempSubdirectory("scenarios-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "broken.json"), text);

            var refusal = Assert.Throws<InvalidDataException>(() => new ScenarioLibrary(folder.FullName));

            Assert.StartsWith("The scenario broken.json has a mistake: ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> StateAsync(SandboxHost sandbox) => (await sandbox.GetAsync("/sandbox/faults"))["tenantState"]!.GetValue<string>();
}
