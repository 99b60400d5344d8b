using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>What waits for a person's approval.</summary>
internal sealed class ProposalsCommand : ListCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Argument<string?> _entity = new("entity") { Description = "Such as contact:4711, to see its values; all are listed if not given.", Arity = ArgumentArity.ZeroOrOne };

    public ProposalsCommand() : base("proposals", "Lists differences that were found and not written, the last first; of one entity, its values.", "api/tenants")
    {
        Add(_tenant);
        Add(_entity);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => dashboard.GetAsync(
        parsed.GetValue(_entity) is { } entity
            ? CommonOptions.PathOf(parsed, _tenant, $"proposals/{Names.Entity(entity)}")
            : CommonOptions.Query(CommonOptions.PathOf(parsed, _tenant, "proposals"), Part(parsed)),
        cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (parsed.GetValue(_entity) is not null)
        {
            ShowOne(screen, answer);
            return;
        }

        ShowList(screen, answer);
    }

    public static void ShowList(Screen screen, JsonElement answer)
    {
        screen.List(
            answer, "Nothing is proposed.", ["found (UTC)", "entity", "why not written", "fields"],
            proposal =>
            [
                Screen.Time(proposal, "at"), Screen.Text(proposal, "entity"), WhyOf(proposal),
                string.Join(", ", Proposed(proposal).Select(field => Screen.Text(field, "field"))),
            ]);
        screen.Say($"{Screen.Number(answer, "total")} wait in all.");
    }

    private static void ShowOne(Screen screen, JsonElement proposal)
    {
        screen.Table(["field", "", "value"], Proposed(proposal).SelectMany(field =>
        {
            var (before, after) = FieldText.Of(field);
            return new[] { new[] { Screen.Text(field, "field"), "now", before }, ["", "new", after] };
        }));
        screen.Say($"Found at {Screen.Time(proposal, "at")} UTC; not written: {WhyOf(proposal)}{(Screen.Text(proposal, "detail").Length == 0 ? "." : "")}");
    }

    private static string WhyOf(JsonElement proposal) =>
        Screen.Text(proposal, "detail") is { Length: > 0 } detail ? $"{Screen.Text(proposal, "reason")}: {detail}" : Screen.Text(proposal, "reason");

    private static IEnumerable<JsonElement> Proposed(JsonElement proposal) =>
        proposal.GetProperty("fields").EnumerateArray().Where(field => Screen.Text(field, "decision") == "write");
}
