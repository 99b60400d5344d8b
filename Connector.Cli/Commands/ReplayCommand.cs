using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Does an ended job over.</summary>
internal sealed class ReplayCommand() : DoOverCommand("replay", "Shows an ended job; with --yes it is done over, which needs the key and may change the CRM.", "api/jobs/{0}/replay");

/// <summary>Lets a dead letter be done over.</summary>
internal sealed class ReleaseCommand() : DoOverCommand("release", "Shows a dead letter; with --yes it is done over, which needs the key and may change the CRM.", "api/dead/{0}/release");

/// <summary>Does a job over.</summary>
internal abstract class DoOverCommand : AskingCommand
{
    private readonly Argument<Guid> _job = JobText.Argument();
    private readonly Option<bool> _fresh = new("--fresh") { Description = "With a new analysis, which costs. Without it, the stored answer is used where there is one." };
    private readonly Option<bool> _yes = CommonOptions.Yes();
    private readonly Option<string> _by = CommonOptions.By();
    private readonly string _path;

    protected DoOverCommand(string name, string description, string path) : base(name, description)
    {
        _path = path;
        Add(_job);
        Add(_fresh);
        Add(_yes);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_job).ToString("N");
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
                ? $"Job {Screen.Text(answer, "jobId")} does it over."
                : $"It was asked for before: job {Screen.Text(answer, "jobId")}.");
            return;
        }

        JobText.Show(screen, answer);
        screen.Say("Nothing was done. To do it over, say the same with --yes.");
    }
}
