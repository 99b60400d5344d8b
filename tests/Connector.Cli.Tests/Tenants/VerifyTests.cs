using System.Net.Http.Json;
using Connector.Dashboard.Tests.Hosting;

namespace Connector.Cli.Tests.Tenants;

/// <summary>Did it land? The connector's memory against a real answer's text.</summary>
public sealed class VerifyTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task What_is_there_is_found_in_the_raw_text_and_what_is_not_is_missed()
    {
        using var sandbox = new SandboxServer();
        string[] arguments = ["verify", "contact:1", "--context", "sandbox", "--sandbox-url", sandbox.Url.AbsoluteUri];
        var nothing = await RunAsync(arguments);
        await Story.WriteAsync(1);
        var missing = await RunAsync(arguments);
        using var edited = await sandbox.Http.PatchAsJsonAsync("/sandbox/contacts/1", new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "ours" } }, Cancel);
        edited.EnsureSuccessStatusCode();
        var there = await RunAsync(arguments);

        Assert.Equal((0, 1, 0), (nothing.ExitCode, missing.ExitCode, there.ExitCode));
        Assert.Contains("knows of nothing in it that it wrote", nothing.Output, StringComparison.Ordinal);
        Assert.Contains("✗ Summary (SuperOffice:84): the answer's text does not have what was returned", missing.Output, StringComparison.Ordinal);
        Assert.Contains("✓ Summary (SuperOffice:84): is there: ours", there.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_dashboard_or_the_record_it_is_said_what_is_missing()
    {
        using var sandbox = new SandboxServer();
        string[] tenant = ["--context", "sandbox", "--sandbox-url", sandbox.Url.AbsoluteUri];

        var away = await Cli.RunAsync(Cancel, ["verify", "contact:1", "--url", "http://127.0.0.1:9", .. tenant]);
        var gone = await RunAsync(["verify", "contact:999999", .. tenant]);
        var wrong = await RunAsync(["verify", "sale:1", .. tenant]);

        Assert.Equal((3, 1, 2), (away.ExitCode, gone.ExitCode, wrong.ExitCode));
        Assert.Contains("connector raw GET v1/Contact/999999", gone.Error, StringComparison.Ordinal);
        Assert.Contains("write contact:4711 or person:981", wrong.Error, StringComparison.Ordinal);
    }
}
