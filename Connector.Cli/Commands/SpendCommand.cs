using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What enriching costs.</summary>
internal sealed class SpendCommand() : AskingCommand("spend", "Lists what each tenant has spent in its present day, and its caps.")
{
    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        dashboard.GetAsync("api/spend", cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) => screen.List(
        answer, "Nothing has been asked of the Company Explorer yet.", ["tenant", "#analyses", "#money", "#reserved", "#unanswered", "#full", "day ends (UTC)"],
        spend =>
        [
            Screen.Text(spend, "tenant"),
            $"{Screen.Number(spend, "calls")} of {Screen.Number(spend, "callsCap")}",
            string.Create(CultureInfo.InvariantCulture, $"{Money(spend, "settled") + Money(spend, "reserved"):0.####} of {Money(spend, "amountCap"):0.##} {Screen.Text(spend, "currency")}"),
            string.Create(CultureInfo.InvariantCulture, $"{Money(spend, "reserved"):0.####}"),
            Screen.Number(spend, "unanswered"),
            $"{Screen.Number(spend, "percent")} %",
            Screen.Time(spend, "endsAt"),
        ]);

    private static decimal Money(JsonElement spend, string name) => spend.GetProperty(name).GetDecimal();
}
