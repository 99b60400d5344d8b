using Connector.Testing;

namespace Connector.LocalHosting.Tests;

/// <summary>What is left when the AppHost ends: nothing.</summary>
public sealed class EndTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Sigterm_ends_everything_within_ten_seconds_even_a_service_that_ignores_it_and_what_that_has_started()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var host = AppHostProcess.Start("--Second:IGNORE_SIGTERM", "true", "--Second:GRANDCHILD", "1");
        await host.LineAsync("Ctrl+C ends everything.");
        Assert.Equal(3, host.Descendants.Count);

        Signals.Terminate(host.Process.Id);

        Assert.Equal(0, await host.ExitCodeAsync(Promised));
        Assert.DoesNotContain(host.Descendants, AppHostProcess.IsAlive);
        Assert.DoesNotContain(host.Lines, line => line.Contains("ERROR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sigkill_of_the_AppHost_leaves_no_process()
    {
        await using var host = AppHostProcess.Start("--Second:IGNORE_SIGTERM", "true", "--Second:GRANDCHILD", "1");
        await host.LineAsync("Ctrl+C ends everything.");
        Assert.Equal(3, host.Descendants.Count);

        await Signals.KillAsync(host.Process);

        await Eventually.TrueAsync(
            () => !host.Descendants.Any(AppHostProcess.IsAlive), because: "no process is left", cancellationToken: TestContext.Current.CancellationToken);
    }
}
