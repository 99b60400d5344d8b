using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>Takes values that are there for ours.</summary>
internal sealed class AdoptCommand : AskingCommand
{
    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Option<int[]> _contacts = new("--contact") { Description = "Ids of contacts; their persons are meant too.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _owners = new("--owner") { Description = "Contacts of these owners: associate ids or short names.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int[]> _categories = new("--category") { Description = "Contacts of these categories, by id.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _all = new("--all") { Description = "All of the tenant's." };
    private readonly Option<bool> _yes = CommonOptions.Yes();
    private readonly Option<string> _by = CommonOptions.By();
    private readonly BulkAsking _bulk;

    public AdoptCommand() : base("adopt", "Says that the values in the mapped fields are ours, as a predecessor left them, so that they are kept up to date. Counts first; with --yes does it. Needs the key.")
    {
        _bulk = new BulkAsking("adopt", _tenant, _by, _yes);
        Add(_tenant);
        foreach (var option in new Option[] { _contacts, _owners, _categories, _all, _bulk.Look, _bulk.Wait, _yes, _by })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            var filters = new[] { result.GetValue(_contacts)?.Length > 0 || result.GetValue(_owners)?.Length > 0 || result.GetValue(_categories)?.Length > 0, result.GetValue(_all), result.GetValue(_bulk.Look) is not null };
            if (filters.Count(given => given) != 1)
            {
                result.AddError("Say which: --contact, --owner and --category, or --all, or --look with an earlier dry run.");
            }
        });
    }

    protected override Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken) => _bulk.AskAsync(
        dashboard,
        parsed,
        "adopt",
        new
        {
            by = parsed.GetRequiredValue(_by),
            contacts = parsed.GetValue(_contacts) ?? [],
            owners = parsed.GetValue(_owners) ?? [],
            categories = parsed.GetValue(_categories) ?? [],
            all = parsed.GetValue(_all),
        },
        cancellationToken);

    protected override int Judge(JsonElement answer) => BulkText.Judge(answer);

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed) =>
        BulkText.Show(screen, $"connector adopt {parsed.GetRequiredValue(_tenant)}", answer);
}
