using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What was erased, and what of that is not over.</summary>
internal sealed class ErasuresCommand : AskingCommand
{
    private readonly Option<int?> _take = CommonOptions.Take();

    public ErasuresCommand() : base("erasures", "Lists the receipts of what was erased, the last first, and whose journals have still to erase it.") => Add(_take);

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync(CommonOptions.Query("api/erasures", ("take", parsed.GetValue(_take))), cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        screen.List(
            answer, "Nothing was erased.", ["at (UTC)", "tenant", "entity", "by", "state"],
            one => [Screen.Time(one, "at"), Screen.Text(one, "tenant"), Screen.Text(one, "entity"), Screen.Text(one, "by"), StateOf(one)]);
        var silent = answer.GetProperty("items").EnumerateArray().SelectMany(one => one.GetProperty("missing").EnumerateArray());
        foreach (var silence in silent.Select(one => Screen.Text(one, "silence")).Distinct())
        {
            screen.Say(silence);
        }
    }

    private static string StateOf(JsonElement receipt) => receipt.GetProperty("missing").GetArrayLength() switch
    {
        0 => "done",
        1 => "waits for a journal",
        var missing => $"waits for {missing} journals",
    };
}
