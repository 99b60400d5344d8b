using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What enriching costs.</summary>
internal sealed class SpendCommand() : ListCommand("spend", "Lists what each tenant has spent in its present day, and its caps.", "api/spend")
{
    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        screen.List(
            answer, "Nothing has been asked of the Company Explorer yet.", ["tenant", "spent in its day", "#full", "day ends (UTC)"],
            spend => [Screen.Text(spend, "tenant"), $"{Screen.Number(spend, "calls")} of {Screen.Number(spend, "callsCap")} analyses", $"{Screen.Number(spend, "percent")} %", Screen.Time(spend, "endsAt")],
            spend => ["", $"{Money(spend, "settled", "reserved")} of {Money(spend, "amountCap")} {Screen.Text(spend, "currency")}", "", ""],
            spend => spend.GetProperty("reserved").GetDecimal() == 0 ? [] : ["", $"of that reserved: {Money(spend, "reserved")}", "", ""],
            spend => spend.GetProperty("unanswered").GetInt64() == 0 ? [] : ["", $"unanswered: {Screen.Number(spend, "unanswered")}", "", ""]);
    }

    // A cap is a round number, an analysis costs a fraction of a cent; nobody counts those of a thousand.
    private static string Money(JsonElement spend, params string[] names)
    {
        var money = names.Sum(name => spend.GetProperty(name).GetDecimal());
        return money.ToString(decimal.Truncate(money) == money ? "#,0" : money < 0.01m ? "0.######" : money < 1 ? "0.00##" : "#,0.00", CultureInfo.InvariantCulture);
    }
}
