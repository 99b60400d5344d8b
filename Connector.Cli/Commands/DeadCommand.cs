using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What failed and is not tried again.</summary>
internal sealed class DeadCommand : ListCommand
{
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only this tenant's." };

    public DeadCommand() : base("dead", "Lists dead letters: jobs that failed, are not tried again by themselves, and wait for a person; the last first.", "api/dead")
    {
        Add(_tenant);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.Query("api/dead", [.. Part(parsed), ("tenant", parsed.GetValue(_tenant))]), cancellationToken);

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
