using System.Text.Json;
using Connector.Cli.Tests.Tenants;
using Connector.Dashboard.Tests.Hosting;
using Connector.Sandbox.Tests;
using Connector.Testing;

namespace Connector.Cli.Tests;

/// <summary>A tenant is disconnected step by step, each after the one before; what was interrupted goes on. A story erases in the worker's place.</summary>
public sealed class DisconnectTests : CliTest, IDisposable
{
    private readonly SandboxServer _sandbox = new();
    private readonly string _file = Path.GetTempFileName();

    public DisconnectTests(RedisFixture redis) : base(redis) => File.WriteAllLines(
        _file,
        [
            "SO_CONTEXT_IDENTIFIER=Cust10001", "SO_ENVIRONMENT=sod", "SO_CLIENT_ID=sandbox-client", "SO_CLIENT_SECRET=sandbox-client-secret",
            "SO_REFRESH_TOKEN=sandbox-refresh-token", "WEBHOOK_TOKEN=a-webhook-token-of-tests",
        ]);

    private string[] Context => ["--env", _file, "--sandbox-url", _sandbox.Url.AbsoluteUri];

    private string[] Disconnect => ["disconnect", .. Context, "--by", "Anna"];

    public void Dispose()
    {
        _sandbox.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task What_is_held_is_erased_after_the_webhook_is_gone_and_again_there_is_nothing_to_do()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var ingress = new Receiver();
        await ingress.StartAsync();
        var registered = await RunAsync(["webhooks", "register", ingress.Url.AbsoluteUri, .. Context]);
        Assert.Equal(0, registered.ExitCode);
        await Story.CompleteAsync(7, "Lathe Works");
        await Story.ProposeAsync(8);
        await Story.BuryAsync();

        var first = await SaysAsync(1, "✗ held data: Workers have not done all of it yet", [.. Disconnect, "--keep", "--yes", "--wait", "1"]);
        Assert.Contains($"To go on: connector disconnect --env {_file} --keep", Unfolded(first), StringComparison.Ordinal);
        Assert.DoesNotContain("write stop", first, StringComparison.Ordinal);
        using var stop = new CancellationTokenSource();
        var worker = Story.WorkOnErasuresAsync(stop.Token);
        var second = await SaysAsync(0, "✓ webhook: this application has none", [.. Disconnect, "--keep", "--yes"]);
        await stop.CancelAsync();
        await worker;

        Assert.Contains("✓ webhook: deleted: 2 to http", first, StringComparison.Ordinal);
        foreach (var step in (string[])["✓ writes: the mode is observe", "✓ values: kept", "✓ held data: ", "✓ write stop: on"])
        {
            Assert.Contains(step, second, StringComparison.Ordinal);
        }

        Assert.Contains("withdraws the application's access in SuperOffice", Unfolded(second), StringComparison.Ordinal);
        var limits = await SaysAsync(0, "mode observe", "limits", Story.Tenant);
        Assert.Contains("Writes to Cust10001 are stopped by Anna", limits, StringComparison.Ordinal);
        await SaysAsync(0, "Nothing is known of contact:7", "explain", Story.Tenant, "contact:7");
        await SaysAsync(0, "Nothing is proposed.", "proposals", Story.Tenant);
        await SaysAsync(0, "nothing is held any more", [.. Disconnect, "--keep", "--yes"]);
        // The stop that it has set itself is not in the way of an undo.
        await SaysAsync(1, "✗ values: No worker has looked to the end yet", [.. Disconnect, "--undo", "--yes", "--wait", "1"]);
        var json = JsonElement.Parse((await RunAsync([.. Disconnect, "--keep", "--yes", "--json"])).Output);
        Assert.True(json.GetProperty("disconnected").GetBoolean());
        Assert.Equal((5, 3), (json.GetProperty("steps").GetArrayLength(), json.GetProperty("leftToDo").GetArrayLength()));
    }

    [Fact]
    public async Task Undoing_needs_writes_that_are_not_stopped_and_a_worker()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await Story.CompleteAsync(7, "Lathe Works");
        await RunAsync("stop-writes", Story.Tenant);

        var stopped = await SaysAsync(1, "✗ writes: Writes to Cust10001 are stopped", [.. Disconnect, "--undo", "--yes"]);
        Assert.Contains("connector allow-writes Cust10001, or disconnect with --keep.", Unfolded(stopped), StringComparison.Ordinal);
        await RunAsync("allow-writes", Story.Tenant);
        var alone = await SaysAsync(1, "✗ values: No worker has looked to the end yet", [.. Disconnect, "--undo", "--yes", "--wait", "1"]);

        Assert.Contains($"To go on: connector disconnect --env {_file} --undo", Unfolded(alone), StringComparison.Ordinal);
        Assert.DoesNotContain("held data", alone, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep\nno", 1, " --keep --yes")]
    [InlineData("undo\nno", 1, " --undo --yes")]
    [InlineData("perhaps", 2, "--keep or --undo")]
    [InlineData("", 2, "--keep or --undo")]
    public async Task Whoever_sits_at_the_terminal_is_asked_what_becomes_of_the_values_and_whether(string typed, int exitCode, string says)
    {
        Terminal.Type(typed.Split('\n'));

        var ended = await RunAsync(Disconnect);

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
        Assert.Contains("nobody has set a mode", (await RunAsync("limits", Story.Tenant)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--yes", "With --yes, say what is to become of the values that the connector wrote: --keep or --undo.")]
    [InlineData("--keep --undo", "--keep and --undo contradict each other: say one.")]
    public async Task What_is_not_said_or_said_twice_is_a_wrong_command_line(string options, string says)
    {
        var refused = await RefusedAsync([.. Disconnect, .. options.Split(' ')]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(says, refused.Error, StringComparison.Ordinal);
    }

    private static string Unfolded(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
