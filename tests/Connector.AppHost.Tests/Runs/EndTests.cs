using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Testing;
using Connector.Testing.AppHosts;

namespace Connector.AppHost.Tests.Runs;

/// <summary>However a run ends: nothing works on afterwards, and the next one finds everything that was accepted.</summary>
[Collection(SharedRun.OneByOne)]
public sealed class EndTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-ends-").FullName;
    private long _accepted;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // As people name their folders.
    private string Data => Path.Combine(_folder, "Größe und Blank");

    [Fact]
    public async Task Whatever_ends_it_nothing_works_on_and_nothing_is_lost()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux(), Tiers.RunsFrom(Tier.Ci) + " On Linux.");

        await EndedAsync("Ctrl+C", inTerminal: true, run => run.PressInterrupt());
        if (Tiers.Current == Tier.Deep)
        {
            await EndedAsync("closed terminal", inTerminal: true, run => run.CloseTerminal());
            await EndedAsync("SIGTERM", inTerminal: false, run => Signals.Terminate(run.AppHost.Id));
        }

        await EndedAsync("kill -9 of the AppHost", inTerminal: false, run => run.AppHost.Kill());

        await using var last = await StartAsync(inTerminal: false);
        await KilledServiceLeavesTheOthersAsync(last);
        await KilledOrchestratorLeavesNoneAsync(last);
    }

    private static async Task KilledServiceLeavesTheOthersAsync(AppHostProcess run)
    {
        run.Processes.Single(process => process.Name == "Connector.Ingress").Kill();
        await run.LineAsync("has ended with exit code", Cancelled);
        Assert.Equal(2, run.Processes.Count(process => process.Name == "Connector.Worker"));
        Assert.True((bool)(await AuditAsync(run))["balanced"]!);
    }

    private static async Task KilledOrchestratorLeavesNoneAsync(AppHostProcess run)
    {
        var killed = Stopwatch.StartNew();
        foreach (var orchestrator in run.Processes.Where(process => process.Name == "dcp" && !process.CommandLine.Contains("monitor-process", StringComparison.Ordinal)))
        {
            orchestrator.Kill();
        }

        await Eventually.ValueAsync(
            () => Task.FromResult(string.Join(' ', run.Processes.Select(process => process.Name).Where(name => name is not ("dotnet" or "Connector.AppHost")))),
            left => left.Length == 0, AppHostProcess.Patience, "services, Redis and orchestrator are gone", Cancelled);
        Tell("kill -9 of the orchestrator", $"everything but the AppHost gone after {killed.Elapsed.TotalSeconds:0.0} s");
    }

    private async Task EndedAsync(string how, bool inTerminal, Action<AppHostProcess> end)
    {
        await using var run = await StartAsync(inTerminal);
        var ended = Stopwatch.StartNew();
        end(run);
        await run.EndAsync(Cancelled);
        var prompt = ended.Elapsed;
        await run.NothingLeftAsync(Cancelled);
        Tell(how, $"prompt after {prompt.TotalSeconds:0.0} s, nothing left after {ended.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>Starts on the data of the run before, which must be whole, and has one more company enriched.</summary>
    private async Task<AppHostProcess> StartAsync(bool inTerminal)
    {
        var run = AppHostProcess.Start(new AppHostStart { InTerminal = inTerminal, DataDirectory = Data });
        try
        {
            var ready = await run.ReadyAsync(Cancelled);
            var before = (long)(await AuditAsync(run))["accepted"]!;
            Assert.True(before >= _accepted, $"{before} events are there; {_accepted} had been accepted.");
            await run.LineAsync("A new company was enriched", Cancelled);
            _accepted = (long)(await Eventually.ValueAsync(() => AuditAsync(run), audit => (bool)audit["balanced"]!, because: "the audit is balanced", cancellationToken: Cancelled))["accepted"]!;
            Tell("start", ready);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    private static async Task<JsonNode> AuditAsync(AppHostProcess run)
    {
        using var http = new HttpClient { BaseAddress = run.AddressOf(8004) };
        return (await http.GetFromJsonAsync<JsonNode>("/api/audit", Cancelled))!;
    }

    private static void Tell(string what, string times) => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{what}: {times} (load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")})");
}
