namespace Connector.Jobs.Operations;

/// <summary>What a person can do to many records or jobs of a tenant at once.</summary>
public enum OperationKind
{
    /// <summary>Write what was proposed.</summary>
    Approve,

    /// <summary>Say that what was proposed is wrong.</summary>
    Reject,

    /// <summary>Give fields back what they held before our writes; make what was rejected proposals again.</summary>
    Undo,

    /// <summary>Take present values as ours.</summary>
    Adopt,

    /// <summary>Run ended jobs again.</summary>
    Replay,

    /// <summary>Run dead letters again.</summary>
    Release,

    /// <summary>Close dead letters.</summary>
    Ignore,

    /// <summary>Forget everything that is held of records.</summary>
    Erase,

    /// <summary>Work on records as after an event, without waiting for one.</summary>
    Enrich,
}

/// <summary>What is true of all operations of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Word">As it is stored, shown, and named in addresses.</param>
/// <param name="Of">What its selection selects, for people: one, and many.</param>
/// <param name="Takes">The members that its selection may have, as JSON spells them.</param>
public sealed record OperationRules(OperationKind Kind, string Word, (string One, string Many) Of, params IReadOnlyList<string> Takes)
{
    /// <summary>True if a worker walks it, since only a worker may ask the CRM, and has the journal; else whoever asks does, also while no worker runs.</summary>
    public bool IsWalkedByWorker => Kind is OperationKind.Undo or OperationKind.Adopt;

    /// <summary>True if what its batch did can be undone by the batch.</summary>
    public bool CanBeUndone => Kind is OperationKind.Approve or OperationKind.Reject;

    /// <summary>True if it has to be said why.</summary>
    public bool NeedsWhy => Kind is OperationKind.Reject or OperationKind.Undo or OperationKind.Erase;

    /// <summary>True if what is done becomes jobs, which wait while the tenant is held.</summary>
    public bool MakesJobs => Kind is not (OperationKind.Reject or OperationKind.Ignore);

    /// <summary>True if its jobs may change the CRM, which a write stop stops.</summary>
    public bool Writes => MakesJobs && Kind != OperationKind.Erase;
}

/// <summary>The kinds by their words.</summary>
public static class OperationKinds
{
    private static readonly OperationRules[] Rules =
    [
        new(OperationKind.Approve, "approve", ("proposal", "proposals"), "entities", "run", "all"),
        new(OperationKind.Reject, "reject", ("proposal", "proposals"), "entities", "run", "all"),
        new(OperationKind.Undo, "undo", ("write", "writes"), "entities", "pass", "run", "batch", "from", "until", "fromSnapshots"),
        new(OperationKind.Adopt, "adopt", ("record", "records"), "entities", "owners", "categories", "all"),
        new(OperationKind.Replay, "replay", ("job", "jobs"), "jobs", "how"),
        new(OperationKind.Release, "release", ("dead letter", "dead letters"), "jobs", "all", "how"),
        new(OperationKind.Ignore, "ignore", ("dead letter", "dead letters"), "jobs", "all"),
        new(OperationKind.Erase, "erase", ("record", "records"), "entities", "all"),
        new(OperationKind.Enrich, "enrich", ("record", "records"), "entities", "how"),
    ];

    /// <summary>The words of all kinds.</summary>
    public static IEnumerable<string> Words => Rules.Select(rules => rules.Word);

    /// <summary>What is true of the kind.</summary>
    public static OperationRules Rule(this OperationKind kind) => Rules[(int)kind];

    /// <summary>The kind in lower case; stable, for programs.</summary>
    public static string Word(this OperationKind kind) => kind.Rule().Word;

    /// <summary>Reads a word; null for one that is no kind.</summary>
    public static OperationKind? Parse(string? word) => Array.Find(Rules, rules => rules.Word == word)?.Kind;
}
