using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Closes a dead letter. Changes nothing in the CRM, so it is done at once.</summary>
internal sealed class IgnoreCommand : AskingCommand
{
    private readonly Argument<string> _job = JobText.Argument();
    private readonly Option<string> _by = CommonOptions.By();

    public IgnoreCommand() : base("ignore", "Closes a dead letter about which nothing is to be done. Needs the key.")
    {
        Add(_job);
        Add(_by);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.PostAsync($"api/dead/{Names.Id("job", parsed.GetRequiredValue(_job))}/ignore", new { by = parsed.GetRequiredValue(_by) }, cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.Say("The dead letter is closed. connector replay can run it again as long as its record is kept.");
}
