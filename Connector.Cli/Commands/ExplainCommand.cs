using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Why a record's fields hold what they hold.</summary>
internal sealed class ExplainCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Argument<string> _entity = new("entity") { Description = "Such as contact:4711 or person:981." };
    private readonly Option<string?> _field = new("--field") { Description = "Only this one: vertical, or SuperOffice:83." };

    public ExplainCommand() : base("explain", "Lists, oldest first, what led to what a contact's or person's fields hold, and why.")
    {
        Add(_tenant);
        Add(_entity);
        Add(_field);
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => dashboard.GetAsync(
        CommonOptions.Query(
            $"api/explain/{Names.Tenant(parsed.GetRequiredValue(_tenant))}/{Names.Entity(parsed.GetRequiredValue(_entity))}",
            ("field", parsed.GetValue(_field))),
        cancellationToken);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        var steps = answer.GetProperty("steps").EnumerateArray().ToList();
        if (steps.Count == 0)
        {
            screen.Say($"Nothing is known of {Screen.Text(answer, "entity")}: no event of it was accepted, or what was kept of it has expired.");
        }
        else
        {
            screen.Table(["at (UTC)", "what", "how"], Rows(steps));
        }

        if (answer.TryGetProperty("earlierLeftOut", out var earlier) && earlier.GetInt32() > 0)
        {
            screen.Say($"{earlier.GetInt32()} earlier steps are left out.");
        }

        if (answer.GetProperty("openWrite").GetBoolean())
        {
            screen.Say("A write was begun whose outcome is not known yet.");
        }

        var written = answer.GetProperty("written").EnumerateObject().Select(field => field.Name).ToList();
        screen.Say(written.Count == 0 ? "Nothing in this record is known to be ours." : $"We wrote {string.Join(", ", written)}.");
    }

    private static IEnumerable<string[]> Rows(IEnumerable<JsonElement> steps)
    {
        var before = "";
        foreach (var step in steps)
        {
            var at = Screen.Time(step, "at");
            yield return [at == before ? "" : at, Screen.Text(step, "kind"), Screen.Text(step, "text")];
            before = at;
            if (step.TryGetProperty("change", out var change) && change.ValueKind == JsonValueKind.Object)
            {
                var (found, answer) = FieldText.Of(change);
                yield return ["", "  found", found];
                yield return ["", "  answer", answer];
            }
        }
    }
}
