using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What enriching costs: today beside its caps, or day by day.</summary>
internal sealed class SpendCommand : ListCommand
{
    private readonly Option<DateOnly?> _since = new("--since")
    {
        Description = "List what each day cost from this one on, such as 2026-11-01, instead.",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError("--since takes a date such as 2026-11-01.");
            return null;
        },
    };

    private readonly Option<string?> _tenant = new("--tenant") { Description = "With --since: only this tenant's days." };

    public SpendCommand() : base("spend", "Lists what each tenant has spent in its present day, and its caps; or what each day cost.", "api/spend")
    {
        Add(_since);
        Add(_tenant);
        Validators.Add(result =>
        {
            if (result.GetResult(_tenant) is not null && result.GetResult(_since) is null)
            {
                result.AddError("--tenant goes with --since.");
            }
        });
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(_since) is { } since
            ? dashboard.GetAsync(
                CommonOptions.Query(
                    "api/spend/days",
                    [("since", Date(since)), ("tenant", parsed.GetValue(_tenant) is { } tenant ? Names.Tenant(tenant) : null), .. Part(parsed)]),
                cancellationToken)
            : base.AskAsync(dashboard, parsed, cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (parsed.GetValue(_since) is { } since)
        {
            ShowDays(screen, answer, since);
            return;
        }

        screen.List(
            answer, "Nothing has been asked of the Company Explorer yet.", ["tenant", "spent in its day", "#full", "day ends (UTC)"],
            spend => [Screen.Text(spend, "tenant"), $"{Screen.Number(spend, "calls")} of {Screen.Number(spend, "callsCap")} analyses", $"{Screen.Number(spend, "percent")} %", Screen.Time(spend, "endsAt")],
            spend => ["", $"{Money(spend, "settled", "reserved")} of {Money(spend, "amountCap")} {Screen.Text(spend, "currency")}", "", ""],
            spend => spend.GetProperty("reserved").GetDecimal() == 0 ? [] : ["", $"of that reserved: {Money(spend, "reserved")}", "", ""],
            spend => spend.GetProperty("unanswered").GetInt64() == 0 ? [] : ["", $"unanswered: {Screen.Number(spend, "unanswered")}", "", ""]);
    }

    private static void ShowDays(Screen screen, JsonElement answer, DateOnly since)
    {
        var days = answer.GetProperty("items").EnumerateArray().ToList();
        if (days.Count > 0)
        {
            screen.Table(
                ["day", "tenant", "#analyses", "#spent", "currency", "#of that reserved"],
                [
                    .. days.Select(day => Row(day, Screen.Text(day, "day"), Screen.Text(day, "tenant"))),
                    .. answer.GetProperty("sums").EnumerateArray().Select(sum => Row(sum, "total", "")),
                ]);
        }

        if (answer.GetProperty("total").GetInt64() is var total && total > days.Count)
        {
            screen.Say(string.Create(
                CultureInfo.InvariantCulture, $"{days.Count:N0} of {total:N0} rows are shown: --skip and --take show others. The total is that of all."));
        }
        else if (days.Count == 0)
        {
            screen.Say($"Nothing has been asked of the Company Explorer since {Date(since)}, as far as it is known.");
        }

        var kept = DateOnly.ParseExact(Screen.Text(answer, "keptSince"), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (since < kept)
        {
            screen.Say($"What days cost is kept for a limited time: of those before {Date(kept)} some or all are missing.");
        }
    }

    private static string[] Row(JsonElement spend, string day, string tenant) =>
    [
        day, tenant, Screen.Number(spend, "calls"), Money(spend, "settled", "reserved"), Screen.Text(spend, "currency"),
        spend.GetProperty("reserved").GetDecimal() == 0 ? "" : Money(spend, "reserved"),
    ];

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A cap is a round number, an analysis costs a fraction of a cent; nobody counts those of a thousand.
    private static string Money(JsonElement spend, params string[] names)
    {
        var money = names.Sum(name => spend.GetProperty(name).GetDecimal());
        return money.ToString(decimal.Truncate(money) == money ? "#,0" : money < 0.01m ? "0.######" : money < 1 ? "0.00##" : "#,0.00", CultureInfo.InvariantCulture);
    }
}
