using System.Net;
using Connector.Testing;
using Connector.Testing.AppHosts;

namespace Connector.AppHost.Tests.Runs;

/// <summary>A run beside a run. That it works with ports and data of its own is seen by all tests here: the shared run is there meanwhile.</summary>
[Collection(SharedRun.OneByOne)]
public sealed class SecondRunTests(SharedRun shared)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_needs_ports_and_data_of_its_own_and_says_so()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux(), Tiers.RunsFrom(Tier.Ci) + " On Linux.");

        await OnTheSamePortsAsync(shared.Run);
        await OnTheSameDataAsync(shared.Run);
    }

    private static async Task OnTheSamePortsAsync(AppHostProcess first)
    {
        await using var second = AppHostProcess.Start(new AppHostStart { Shift = first.Shift });

        Assert.Equal(1, await second.EndAsync(Cancelled));

        var line = Assert.Single(second.Lines, line => !line.StartsWith("Using launch settings", StringComparison.Ordinal));
        Assert.StartsWith("Already taken on this machine: ", line, StringComparison.Ordinal);
        Assert.Matches($"port {8003 + first.Shift} [(]ingress: dcp, process [0-9]+[)]", line);
        Assert.Contains("--Ports:Shift 1000", line, StringComparison.Ordinal);
    }

    private static async Task OnTheSameDataAsync(AppHostProcess first)
    {
        await using var second = AppHostProcess.Start(new AppHostStart { DataDirectory = first.DataDirectory });

        var line = await second.LineAsync("could not be started: The Redis server with process id", Cancelled);
        Assert.Contains("redis ", line, StringComparison.Ordinal);
        // What the sandbox posts is kept for the time when Redis is there.
        await second.LineAsync("spooled as job", Cancelled);
        using var http = new HttpClient { BaseAddress = first.AddressOf(8004) };
        using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
