using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What failed for good.</summary>
internal sealed class DeadCommand : AskingCommand
{
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only this tenant's." };
    private readonly Option<int> _skip = new("--skip") { Description = "How many to pass over." };
    private readonly Option<int> _take = new("--take") { Description = "How many to list: 1 to 200.", DefaultValueFactory = _ => 50 };

    public DeadCommand() : base("dead", "Lists jobs that failed for good and wait for a human, the last first.")
    {
        Add(_tenant);
        Add(_skip);
        Add(_take);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var tenant = parsed.GetValue(_tenant) is { } name ? $"&tenant={Uri.EscapeDataString(name)}" : "";
        return dashboard.GetAsync($"api/dead?skip={parsed.GetValue(_skip)}&take={parsed.GetValue(_take)}{tenant}", cancellationToken);
    }

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        var jobs = answer.GetProperty("items").EnumerateArray().ToList();
        if (jobs.Count == 0)
        {
            screen.Say("There are no dead letters.");
            return;
        }

        screen.Table(["died (UTC)", "of", "job, and why"], jobs.SelectMany(job => new[]
        {
            new[] { Screen.Time(job, "endedAt"), Screen.Text(job, "tenant"), Screen.Text(job, "id") },
            ["", Screen.Text(job, "entity"), Why(job)],
        }));
    }

    private static string Why(JsonElement job) =>
        (Screen.Text(job, "error") is { Length: > 0 } error ? $"{Screen.Text(job, "reason")}: {error}" : Screen.Text(job, "reason"))
        + (Screen.Text(job, "bodyDroppedAt").Length > 0 ? " (its event is not kept any more)" : "");
}
