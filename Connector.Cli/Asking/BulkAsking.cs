using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Showing;

namespace Connector.Cli.Asking;

/// <summary>
/// Asks for what a worker does to many records: a dry run, whose counts are waited for, and with <c>--yes</c> what it showed. The worker goes on
/// when the waiting ends; <c>--look</c> looks again.
/// </summary>
internal sealed class BulkAsking(string kind, Argument<string> tenant, Option<string> by, Option<bool> yes)
{
    private const int SecondsToWait = 60;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public Option<string?> Look { get; } = new("--look") { Description = "A dry run that was asked for before, by its id, instead of a new one." };

    public Option<int?> Wait { get; } = CommonOptions.Number("--wait", "Seconds to wait for the worker, 60 if not given:", 0, 3600);

    /// <summary>Asks for a dry run, or takes up the one that is named, and goes as far as was asked.</summary>
    /// <param name="dashboard">Whom to ask.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">Where a dry run of this kind is asked for.</param>
    /// <param name="wish">What is asked for, with <c>by</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, string path, object wish, CancellationToken cancellationToken)
    {
        var look = parsed.GetValue(Look);
        var seen = look is { } id
            ? await dashboard.GetAsync(PathOf(parsed, Names.Id("dry run", id)), cancellationToken)
            : await dashboard.PostAsync(CommonOptions.PathOf(parsed, tenant, path), wish, cancellationToken);
        if (Screen.Text(seen, "kind") != kind)
        {
            throw new CommandException(ExitCode.Usage, $"--look names no dry run of connector {kind}, but of connector {Screen.Text(seen, "kind")}.");
        }

        seen = await EndedAsync(dashboard, parsed, seen, cancellationToken);
        if (!parsed.GetValue(yes) || Screen.Text(seen, "state") != "done" || !seen.GetProperty("dryRun").GetBoolean())
        {
            return seen;
        }

        var asked = await dashboard.PostAsync(
            $"{PathOf(parsed, Screen.Text(seen, "id"))}/run", new { by = parsed.GetRequiredValue(by) }, cancellationToken);
        return await EndedAsync(dashboard, parsed, asked, cancellationToken);
    }

    private async Task<JsonElement> EndedAsync(DashboardClient dashboard, ParseResult parsed, JsonElement bulk, CancellationToken cancellationToken)
    {
        var (begun, patience) = (TimeProvider.System.GetTimestamp(), TimeSpan.FromSeconds(parsed.GetValue(Wait) ?? SecondsToWait));
        while (Screen.Text(bulk, "state") is "waiting" or "working" && TimeProvider.System.GetElapsedTime(begun) < patience)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            bulk = await dashboard.GetAsync(PathOf(parsed, Screen.Text(bulk, "id")), cancellationToken);
        }

        return bulk;
    }

    private string PathOf(ParseResult parsed, string id) => CommonOptions.PathOf(parsed, tenant, $"bulk/{id}");
}
