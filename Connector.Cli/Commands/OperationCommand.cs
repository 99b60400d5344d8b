using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Commands;

/// <summary>
/// What is done to many records or jobs at once: asks for a preview, shows it, asks whether to go on unless <c>--yes</c> says so, runs it, waits, and shows the batch.
/// </summary>
internal sealed class OperationCommand : AskingCommand
{
    private const int SecondsToWait = 60;

    private readonly Argument<string> _tenant = CommonOptions.Tenant();
    private readonly Selecting _selecting;
    private readonly bool _needsWhy;
    private readonly Option<string?> _why = CommonOptions.Why();
    private readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking. Where nobody can be asked, it is not done without this." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show what would be done." };
    private readonly Option<string?> _look = new("--look") { Description = "An earlier preview, by its id: look at it again, and go on from there." };
    private readonly Option<int?> _wait = CommonOptions.Number("--wait", $"How many seconds to wait for a worker, {SecondsToWait} if not given:", 0, 3600);
    private readonly Option<string> _by = CommonOptions.By();

    // Shown before whoever is asked was asked.
    private string? _shown;

    private OperationCommand(string kind, string description, Selecting selecting, bool needsWhy = false) : base(kind, $"{description} Shows first what it would do. Needs the key.")
    {
        (_selecting, _needsWhy) = (selecting, needsWhy);
        Add(_tenant);
        foreach (var symbol in selecting.Symbols)
        {
            if (symbol is Argument argument)
            {
                Add(argument);
            }
            else
            {
                Add((Option)symbol);
            }
        }

        foreach (var option in new Option[] { _why, _yes, _dryRun, _look, _wait, _by })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_look) is null && selecting.Problem(result) is { } problem)
            {
                result.AddError(problem);
            }

            if (needsWhy && result.GetValue(_yes) && result.GetValue(_why) is null)
            {
                result.AddError("Say why, for the record: --why.");
            }
        });
    }

    /// <summary>The commands, one for each kind.</summary>
    public static IEnumerable<OperationCommand> All() =>
    [
        new("approve", "Lets proposals be written, as far as they are still true.", Selecting.Proposals()),
        new("reject", "Says that proposals are wrong: they are not made again before the record's data or the mapping change.", Selecting.Proposals(), needsWhy: true),
        new("undo", "Gives fields back what they held before our writes, where nobody changed them since. Writes that match all that is given are meant.", Selecting.Writes(), needsWhy: true),
        new("adopt", "Says that the values in the mapped fields are ours, as a predecessor left them, so that they are kept up to date.", Selecting.Contacts()),
        new("replay", "Runs ended jobs again.", Selecting.Jobs(all: false, fresh: true)),
        new("release", "Runs dead letters again, which are finished by that.", Selecting.Jobs(all: true, fresh: true)),
        new("ignore", "Closes dead letters about which nothing is to be done.", Selecting.Jobs(all: true, fresh: false)),
        new("erase", "Erases everything that is held of contacts or persons; the CRM is not changed. Cannot be undone.", Selecting.Records(), needsWhy: true),
        new("enrich", "Works on contacts or persons as after an event, without waiting for one: as the tenant's mode allows, they are asked about, which costs, and proposed or written.", Selecting.RecordsToEnrich()),
    ];

    protected override async Task<JsonElement> AskAsync(DashboardClient dashboard, ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var calls = new OperationCalls(
            dashboard, Name, Names.Tenant(parsed.GetRequiredValue(_tenant)), parsed.GetRequiredValue(_by), TimeSpan.FromSeconds(parsed.GetValue(_wait) ?? SecondsToWait));
        var preview = parsed.GetValue(_look) is { } look
            ? await calls.LookAsync(Names.Id("preview", look), cancellationToken)
            : await calls.PreviewAsync(_selecting.Selected(parsed), cancellationToken);
        if (Screen.Text(preview, "state") != "done" || OperationText.IsRun(preview) || parsed.GetValue(_dryRun) || OperationText.Count(preview, "toDo") == 0)
        {
            return preview;
        }

        var why = parsed.GetValue(_why);
        if (!parsed.GetValue(_yes))
        {
            if (parsed.GetValue(CommonOptions.Json) || Terminal.Input is null)
            {
                return preview;
            }

            _shown = Screen.Text(preview, "id");
            OperationText.Show(new Screen(output), preview);
            if (await Terminal.AskAsync(output, "Do it? [y/N]", cancellationToken) is not ("y" or "Y" or "yes"))
            {
                return preview;
            }

            why ??= await Terminal.AskAsync(output, _needsWhy ? "Why, for the record?" : "Why, for the record? May be left empty:", cancellationToken);
        }

        return await calls.RunAsync(preview, why, cancellationToken);
    }

    protected override int Judge(JsonElement answer) =>
        Screen.Text(answer, "state") != "done" || (!OperationText.IsRun(answer) && OperationText.Count(answer, "toDo") == 0 && OperationText.Count(answer, "conflicts") > 0)
            ? ExitCode.Bad
            : ExitCode.Good;

    protected override void Show(Screen screen, JsonElement answer, ParseResult parsed)
    {
        if (Screen.Text(answer, "id") != _shown)
        {
            OperationText.Show(screen, answer);
        }

        OperationText.ShowNext(screen, answer, isDeclined: _shown == Screen.Text(answer, "id"), needsWhy: _needsWhy);
    }
}
