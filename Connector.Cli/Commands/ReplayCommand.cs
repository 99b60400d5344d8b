using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Runs an ended job again.</summary>
internal sealed class ReplayCommand() : RunAgainCommand("replay", "Shows an ended job; with --yes it runs again, which needs the key and may change the CRM.", "api/jobs/{0}/replay");

/// <summary>Runs a dead letter again.</summary>
internal sealed class ReleaseCommand() : RunAgainCommand("release", "Shows a dead letter; with --yes it runs again, which needs the key and may change the CRM.", "api/dead/{0}/release");

/// <summary>Runs a job again.</summary>
internal abstract class RunAgainCommand : AskingCommand
{
    private readonly Argument<string> _job = JobText.Argument();
    private readonly Option<bool> _fresh = new("--fresh") { Description = "With a new analysis, which costs. Without it, the stored answer is used where there is one." };
    private readonly Option<bool> _yes = CommonOptions.Yes();
    private readonly Option<string> _by = CommonOptions.By();
    private readonly string _path;

    protected RunAgainCommand(string name, string description, string path) : base(name, description)
    {
        _path = path;
        Add(_job);
        Add(_fresh);
        Add(_yes);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = Names.Id("job", parsed.GetRequiredValue(_job));
        return parsed.GetValue(_yes)
            ? dashboard.PostAsync(
                _path.Replace("{0}", id, StringComparison.Ordinal),
                new { by = parsed.GetRequiredValue(_by), how = parsed.GetValue(_fresh) ? "fresh" : "recorded" },
                cancellationToken)
            : dashboard.GetAsync($"api/jobs/{id}", cancellationToken);
    }

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (parsed.GetValue(_yes))
        {
            screen.Say(answer.GetProperty("new").GetBoolean()
                ? $"Job {Screen.Text(answer, "jobId")} runs it again."
                : $"It was asked for before: job {Screen.Text(answer, "jobId")}.");
            return;
        }

        JobText.Show(screen, answer);
        screen.Say("Nothing was done. To run it again, repeat the command with --yes.");
    }
}
