using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Telemetry;

/// <summary>Rules and dashboard stand on documented metrics, and each alert says what to do.</summary>
public sealed partial class AlertTests
{
    private static readonly HashSet<string> Documented = Metric.All.SelectMany(metric => metric.Series).ToHashSet(StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. AlertFile.All.Select(alert => alert.Name)];

    [Fact]
    public void There_is_one_for_each_thing_that_somebody_must_know() => Assert.Equal(
        TelemetryDocument.Rows("## Alerts").Select(row => LinkText().Match(row[0]).Groups["text"].Value).Order(StringComparer.Ordinal),
        AlertFile.All.Select(alert => alert.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_alert_asks_for_documented_metrics_and_says_what_to_do(string name)
    {
        var alert = AlertFile.All.Single(alert => alert.Name == name);

        Assert.NotEmpty(AlertFile.SeriesOf(alert.Expr));
        Assert.All(AlertFile.SeriesOf(alert.Expr), series => Assert.Contains(series, Documented));
        Assert.Contains(alert.Labels["severity"], (string[])["critical", "warning"]);
        Assert.NotEqual("", alert.Annotations["summary"]);
        Assert.NotEqual("", alert.Annotations["description"]);
        var (page, anchor) = (alert.Annotations["runbook_url"].Split('#')[0], alert.Annotations["runbook_url"].Split('#')[1]);
        Assert.EndsWith(TelemetryDocument.Path, page, StringComparison.Ordinal);
        Assert.Contains(anchor, TelemetryDocument.Anchors);
        Assert.Contains($"[{name}](#{anchor})", TelemetryDocument.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_panel_asks_for_documented_metrics()
    {
        var panels = JsonNode.Parse(Repository.Read($"{AlertFile.Folder}/grafana.json"))!["panels"]!.AsArray();

        Assert.InRange(panels.Count, 10, 100);
        Assert.All(panels, panel =>
        {
            var series = panel!["targets"]!.AsArray().SelectMany(target => AlertFile.SeriesOf(target!["expr"]!.ToString())).ToList();
            Assert.NotEmpty(series);
            Assert.All(series, one => Assert.Contains(one, Documented));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_alert_has_a_test_for_promtool(string name)
    {
        var tests = Repository.Read($"{AlertFile.Folder}/alerts.test.yaml");
        Assert.Matches($@"alertname: {name}\n\s+exp_alerts:", tests);
        Assert.Matches($@"alertname: {name}\n\s+- eval_time", tests);
    }

    [Fact]
    public async Task Promtool_finds_the_rules_right_and_their_tests_pass()
    {
        await PromtoolAsync("check", "rules", "alerts.yaml");
        await PromtoolAsync("test", "rules", "alerts.test.yaml");
    }

    private static async Task PromtoolAsync(params string[] arguments)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "promtool")));
        Assert.SkipUnless(found, "promtool is not there. It is part of Prometheus: apt-get install --no-install-recommends prometheus.");
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = Path.Combine(Repository.Root, AlertFile.Folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(
            promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(promtool.ExitCode == 0, string.Concat(output));
    }

    [GeneratedRegex(@"\[(?<text>\w+)\]")]
    private static partial Regex LinkText();
}
