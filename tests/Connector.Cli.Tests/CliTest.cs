using Connector.Dashboard.Tests.Hosting;

namespace Connector.Cli.Tests;

/// <summary>A test of the command line against a real dashboard on an empty Redis.</summary>
public abstract class CliTest(RedisFixture redis) : DashboardTest(redis)
{
    private protected Task<Cli> RunAsync(params string[] arguments) => Cli.RunAsync(Host.Address, DashboardHost.OperatorKey, Cancel, arguments);

    /// <summary>Runs it, says nothing on stderr, fits a narrow terminal.</summary>
    protected async Task<string> SaysAsync(int exitCode, string says, params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        Assert.Equal((exitCode, ""), (ended.ExitCode, ended.Error));
        Assert.Contains(says, ended.Output, StringComparison.Ordinal);
        Assert.All(ended.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        TestContext.Current.TestOutputHelper?.WriteLine(ended.Output);
        return ended.Output;
    }

    /// <summary>Runs it, says nothing on stdout.</summary>
    protected async Task<(int ExitCode, string Error)> RefusedAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        Assert.Equal("", ended.Output);
        return (ended.ExitCode, ended.Error);
    }
}
