using System.Globalization;
using System.Text.Json;
using Connector.Cli.Showing;

namespace Connector.Cli.Setup;

/// <summary>One company written, looked at in the CRM, and given back what it held.</summary>
internal sealed class TrialStep : IStep
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Title => "one company written and undone";

    public string Purpose => "One proposal is approved, so that you see it in the CRM; then it is taken back, so that you have seen that too.";

    public async Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken) =>
        await FindAsync(walk, cancellationToken) is { IsUndone: true } trial ? $"{trial.Entity} was written, and given back what it held" : null;

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var trial = await FindAsync(walk, cancellationToken) ?? await ApproveAsync(walk, cancellationToken);
        if (trial is null)
        {
            return $"nothing was written. When you want to: connector approve {walk.Context.Tenant} --all";
        }

        walk.Screen.Say("Look at it in the CRM:");
        await walk.Where.WriteLineAsync($"  {await Connected.AddressAsync(walk, trial.Contact, cancellationToken)}");
        if (!await walk.Answers.ConfirmAsync("Take it back now?", proposed: true, cancellationToken))
        {
            return $"{trial.Entity} stays written. To take it back: connector undo {walk.Context.Tenant} --batch {trial.Batch} --why …";
        }

        var undo = walk.Operations("undo");
        var preview = await undo.PreviewAsync(new { batch = trial.Batch }, cancellationToken);
        if (Screen.Text(preview, "state") != "done" || OperationText.Count(preview, "toDo") == 0)
        {
            throw new CommandException(ExitCode.Bad,
                $"There is nothing that could be taken back, or no worker has looked. connector undo {walk.Context.Tenant} --batch {trial.Batch} --dry-run says more.");
        }

        await WaitAsync(walk, trial.Contact, "given back", () => undo.RunAsync(preview, Walk.Why, cancellationToken), cancellationToken);
        return $"{trial.Entity} was written, and holds again what it held";
    }

    /// <summary>What an earlier walk has approved, by what the connector has written down of it; null if none has.</summary>
    public static async Task<Trial?> FindAsync(Walk walk, CancellationToken cancellationToken)
    {
        if (await Connected.ChangesAsync(walk, "approve", cancellationToken) is not [var approved, ..])
        {
            return null;
        }

        var batch = Screen.Text(approved, "batch");
        var isUndone = (await Connected.ChangesAsync(walk, "undo", cancellationToken)).Any(change =>
            Screen.Text(change, "detail").StartsWith($"batch {batch}:", StringComparison.Ordinal));
        // contact:4711: 1 proposal; connector setup
        return new Trial(string.Join(':', Screen.Text(approved, "detail").Split(':').Take(2)), batch, isUndone);
    }

    private static async Task<Trial?> ApproveAsync(Walk walk, CancellationToken cancellationToken)
    {
        var proposal = (await Connected.ProposalsAsync(walk, cancellationToken))
            .Where(one => Screen.Text(one, "entity").StartsWith("contact:", StringComparison.Ordinal) && Connected.FieldsOf(one).Any())
            .MinBy(one => new Trial(Screen.Text(one, "entity"), "", IsUndone: false).Contact);
        if (proposal.ValueKind == JsonValueKind.Undefined)
        {
            throw new CommandException(ExitCode.Bad, "No company has a proposal any more that could be approved.");
        }

        var trial = new Trial(Screen.Text(proposal, "entity"), "", IsUndone: false);
        var contact = await Connected.ReadAsync(walk, trial.Contact, cancellationToken);
        CompaniesStep.Show(walk.Screen, $"{contact.Name} ({trial.Entity})", proposal);
        if (!await walk.Answers.ConfirmAsync("Write this to the CRM? It can be taken back at once.", proposed: true, cancellationToken))
        {
            return null;
        }

        var approve = walk.Operations("approve");
        var preview = await approve.PreviewAsync(new { entities = new[] { trial.Entity } }, cancellationToken);
        if (OperationText.Count(preview, "toDo") == 0)
        {
            throw new CommandException(ExitCode.Bad,
                $"It cannot be approved any more. connector approve {walk.Context.Tenant} {trial.Entity} --dry-run says why.");
        }

        JsonElement run = default;
        await WaitAsync(walk, trial.Contact, "written", async () => run = await approve.RunAsync(preview, Walk.Why, cancellationToken), cancellationToken);
        return trial with { Batch = Screen.Text(run, "batch") };
    }

    // The CRM itself says whether it was done.
    private static async Task WaitAsync(Walk walk, int contact, string what, Func<Task<JsonElement>> run, CancellationToken cancellationToken)
    {
        var before = await Connected.ReadAsync(walk, contact, cancellationToken);
        var asked = await run();
        var conflicts = string.Join(' ', asked.GetProperty("conflicts").EnumerateArray().Select(one => one.GetString()));
        if (!await Connected.UntilAsync(async () => !Same(before.Fields, (await Connected.ReadAsync(walk, contact, cancellationToken)).Fields), Patience,
            cancellationToken))
        {
            throw new CommandException(
                ExitCode.Bad, $"contact:{contact} was not {what} within {Patience.TotalMinutes:0} minutes. {conflicts} connector explain {walk.Context.Tenant} contact:{contact} says why.");
        }
    }

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(field => other.GetValueOrDefault(field.Key) == field.Value);
}

/// <summary>The one company that was approved.</summary>
/// <param name="Entity">Such as <c>contact:4711</c>.</param>
/// <param name="Batch">The approval.</param>
/// <param name="IsUndone">Whether it was taken back.</param>
internal sealed record Trial(string Entity, string Batch, bool IsUndone)
{
    /// <summary>Its id.</summary>
    public int Contact => int.Parse(Entity.Split(':')[1], CultureInfo.InvariantCulture);
}
