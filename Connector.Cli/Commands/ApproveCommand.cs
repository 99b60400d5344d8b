using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Lets what was proposed be written.</summary>
internal sealed class ApproveCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Argument<string[]> _entities = new("entities") { Description = "Such as contact:4711 person:981.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all") { Description = "All that wait." };
    private readonly Option<bool> _yes = CommonOptions.Yes();
    private readonly Option<string> _by = CommonOptions.By();

    public ApproveCommand() : base("approve", "Lets proposals be written, as far as they are still true. Without --yes it shows them; with it, it needs the key.")
    {
        Add(_tenant);
        Add(_entities);
        Add(_all);
        Add(_yes);
        Add(_by);
        Validators.Add(result =>
        {
            if (result.GetValue(_all) == (result.GetValue(_entities) is { Length: > 0 }))
            {
                result.AddError("Say either which entities, or --all.");
            }
        });
    }

    protected override async Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (all, entities) = (parsed.GetValue(_all), parsed.GetValue(_entities) ?? []);
        return parsed.GetValue(_yes)
                ? await dashboard.PostAsync(
                    CommonOptions.PathOf(parsed, _tenant, "proposals/approve"),
                    new { by = parsed.GetRequiredValue(_by), all, entities = all ? null : entities },
                    cancellationToken)
            : all ? await dashboard.GetAsync(CommonOptions.Query(CommonOptions.PathOf(parsed, _tenant, "proposals"), ("take", 500)), cancellationToken)
            : await FindAsync(dashboard, parsed, entities, cancellationToken);
    }

    private async Task<JsonElement> FindAsync(DashboardClient dashboard, ParseResult parsed, string[] entities, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        foreach (var entity in entities)
        {
            items.Add(await dashboard.GetAsync(CommonOptions.PathOf(parsed, _tenant, $"proposals/{Names.Entity(entity)}"), cancellationToken));
        }

        return JsonSerializer.SerializeToElement(new { total = items.Count, items });
    }

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (parsed.GetValue(_yes))
        {
            SubmittedText.Show(screen, answer);
            return;
        }

        ProposalsCommand.ShowList(screen, answer);
        screen.Say("Nothing was done. To approve them, repeat the command with --yes; connector proposals with an entity shows its values.");
    }
}
