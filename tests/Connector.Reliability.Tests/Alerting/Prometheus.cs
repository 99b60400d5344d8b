using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connector.Reliability.Tests.Running;
using Connector.Testing;

namespace Connector.Reliability.Tests.Alerting;

/// <summary>
/// A real Prometheus with the rules that are shipped, which scrapes and evaluates each second. Only its patience is another: what the rules wait for in
/// minutes and days it waits for in seconds.
/// </summary>
internal sealed partial class Prometheus : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-prometheus-");
    private readonly HttpClient _http = new();
    private Process? _process;

    /// <summary>Whether the program is there; Debian's package is named the same.</summary>
    public static bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "prometheus")));

    /// <summary>Starts it and returns when it has scraped each target.</summary>
    /// <param name="rules">The text of the rules.</param>
    /// <param name="targets">Where services answer <c>/metrics</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Prometheus> StartAsync(string rules, IReadOnlyList<Uri> targets, CancellationToken cancellationToken)
    {
        var prometheus = new Prometheus();
        try
        {
            await prometheus.RunAsync(rules, targets, cancellationToken);
            return prometheus;
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rules as this one takes them.</summary>
    public static string Hurried(string rules) => Thresholds().Replace(
        Durations().Replace(rules, "for: 0s"),
        match => match.Groups["seconds"].Value switch
        {
            "600" => "> 5",
            // A worker says every 15 s that it is there, and is heard within 5 more.
            "120" => "> 40",
            "86400" => "> 30",
            var other => throw new InvalidOperationException($"Say here what stands for {other} s."),
        });

    /// <summary>The names of the alerts that fire now.</summary>
    public async Task<IReadOnlyList<string>> FiringAsync(CancellationToken cancellationToken) =>
        [.. (await GetAsync("alerts", cancellationToken))["data"]!["alerts"]!.AsArray()
            .Where(alert => (string?)alert!["state"] == "firing").Select(alert => (string)alert!["labels"]!["alertname"]!)];

    /// <summary>The labels of all series of ours, by name.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> SeriesAsync(CancellationToken cancellationToken) =>
        (await GetAsync("series?match[]=%7B__name__%3D~%22connector_.%2B%22%7D", cancellationToken))["data"]!.AsArray()
            .GroupBy(series => (string)series!["__name__"]!)
            .ToDictionary(
                series => series.Key,
                IReadOnlySet<string> (series) => series.SelectMany(one => one!.AsObject().Select(label => label.Key)).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal);

    /// <summary>Waits until an alert fires, or does not.</summary>
    public Task FiresAsync(string alert, bool fires, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () => (await FiringAsync(cancellationToken)).Contains(alert) == fires, Patience, $"{alert} {(fires ? "fires" : "is over")}", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is { } process)
        {
            await Signals.KillAsync(process);
            process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private async Task RunAsync(string rules, IReadOnlyList<Uri> targets, CancellationToken cancellationToken)
    {
        var port = StablePort.Next();
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/");
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "alerts.yaml"), Hurried(rules), cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_directory.FullName, "prometheus.yaml"),
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: [alerts.yaml]
            scrape_configs:
              - job_name: connector
                static_configs: [{ targets: [{{string.Join(", ", targets.Select(target => $"'{target.Authority}'"))}}] }]
            """,
            cancellationToken);
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [
                "--config.file=prometheus.yaml", "--storage.tsdb.path=data", "--log.level=error",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
            ])
        { WorkingDirectory = _directory.FullName })!;
        await Eventually.TrueAsync(
            async () => (await GetAsync("targets", cancellationToken))["data"]!["activeTargets"]!.AsArray() is var all
                && all.Count == targets.Count && all.All(target => (string?)target!["health"] == "up"),
            Patience, "each target is scraped", cancellationToken);
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<JsonNode>(path, cancellationToken))!;

    [GeneratedRegex(@"for: \d+[smh]")]
    private static partial Regex Durations();

    [GeneratedRegex(@"> (?<seconds>\d{3,})")]
    private static partial Regex Thresholds();
}
