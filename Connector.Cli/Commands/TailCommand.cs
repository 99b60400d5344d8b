using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Sync runs as they come and change, until somebody ends it.</summary>
internal sealed class TailCommand : Command
{
    private const int AtATime = 200;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only this tenant's." };

    public TailCommand() : base("tail", "Writes a line for each sync run that comes or changes from now on, until Ctrl+C; with --json a line of JSON.")
    {
        Add(_tenant);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var dashboard = new DashboardClient(parsed);
        var (output, isJson) = (parsed.InvocationConfiguration.Output, parsed.GetValue(CommonOptions.Json));
        try
        {
            // The first answer only says where to begin; it also fails where the dashboard or the tenant is not there.
            var since = Last(await AskAsync(dashboard, parsed, null, null, 1, cancellationToken));
            var (known, isAway) = (new HashSet<string>(StringComparer.Ordinal), false);
            known.UnionWith((await ReadAsync(dashboard, parsed, since, cancellationToken)).Select(Key));
            while (true)
            {
                await Task.Delay(Every, cancellationToken);
                try
                {
                    var changed = await ReadAsync(dashboard, parsed, since, cancellationToken);
                    foreach (var run in changed.Where(run => !known.Contains(Key(run))))
                    {
                        await output.WriteLineAsync(isJson ? JsonSerializer.Serialize(run) : Screen.Clean(RunText.Line(run)));
                    }

                    await output.FlushAsync(cancellationToken);
                    since = changed is [.., var last] ? Screen.Text(last, "updatedAt") : since;
                    known = [.. changed.Select(Key)];
                    isAway = false;
                }
                catch (CommandException away) when (away.ExitCode == ExitCode.Unreachable)
                {
                    if (!isAway)
                    {
                        isAway = true;
                        await parsed.InvocationConfiguration.Error.WriteLineAsync($"{Screen.Clean(away.Message)} It goes on by itself.");
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Good;
        }
    }

    /// <summary>All that changed since then, that moment included, oldest first.</summary>
    private async Task<List<JsonElement>> ReadAsync(DashboardClient dashboard, ParseResult parsed, string? since, CancellationToken cancellationToken)
    {
        var (changed, after) = (new List<JsonElement>(), (string?)null);
        do
        {
            var part = await AskAsync(dashboard, parsed, since, after, AtATime, cancellationToken);
            changed.AddRange(part.GetProperty("items").EnumerateArray());
            after = part.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null && since is not null);
        changed.Reverse();
        return changed;
    }

    private Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, string? since, string? after, int take, CancellationToken cancellationToken) => dashboard.GetAsync(
        CommonOptions.Query("api/runs", ("tenant", parsed.GetValue(_tenant)), ("since", since), ("after", after), ("take", take)), cancellationToken);

    private static string? Last(JsonElement answer) =>
        answer.GetProperty("items").EnumerateArray().Select(run => Screen.Text(run, "updatedAt")).FirstOrDefault();

    // As it stands: a run that changes comes again.
    private static string Key(JsonElement run) => $"{Screen.Text(run, "id")} {Screen.Text(run, "updatedAt")}";
}
