using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Showing;

namespace Connector.Cli.Asking;

/// <summary>A command that asks the dashboard once and shows what it answered: as JSON, as it came, or for people.</summary>
internal abstract class AskingCommand : Command
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    protected AskingCommand(string name, string description) : base(name, description) => SetAction(RunAsync);

    /// <summary>Asks.</summary>
    protected abstract Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken);

    /// <summary>Shows the answer to a person.</summary>
    protected abstract void Show(Screen screen, JsonElement answer, ParseResult parsed);

    /// <summary>What the answer means for scripts.</summary>
    protected virtual int Judge(JsonElement answer) => ExitCode.Good;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        using var dashboard = new DashboardClient(parsed);
        var answer = await AskAsync(dashboard, parsed, cancellationToken);
        if (!parsed.GetValue(CommonOptions.Json))
        {
            Show(new Screen(output), answer, parsed);
        }
        else
        {
            await output.WriteLineAsync(answer.ValueKind == JsonValueKind.Undefined ? "{}" : JsonSerializer.Serialize(answer, Indented));
        }

        return Judge(answer);
    }
}
