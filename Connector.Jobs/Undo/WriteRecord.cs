using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;

namespace Connector.Jobs.Undo;

/// <summary>One PATCH of ours.</summary>
public sealed record WriteRecord
{
    /// <summary>The entity.</summary>
    public required EntityKey Entity { get; init; }

    /// <summary>The account it was written in.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>The pass that wrote.</summary>
    public required long Fence { get; init; }

    /// <summary>The sync run; empty if unknown.</summary>
    public required string Run { get; init; }

    /// <summary>Empty, <c>approve</c> or <c>undo</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The batch; empty for what happened by itself.</summary>
    public required string Batch { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Per ProgId: the value before.</summary>
    public required IReadOnlyDictionary<string, string?> Old { get; init; }

    /// <summary>Per ProgId: the value after.</summary>
    public required IReadOnlyDictionary<string, string> New { get; init; }

    /// <summary>An entry of the journal. It was about to be written; whether it was, the CRM tells.</summary>
    public static WriteRecord Of(string tenant, JournalEntry entry) => new()
    {
        Entity = EntityKey.Parse(entry.Entity),
        Account = new AccountKey(tenant, entry.Account),
        Fence = entry.Fence,
        Run = entry.Run,
        Kind = entry.Kind ?? "",
        Batch = entry.Batch ?? "",
        At = entry.At,
        Old = entry.Old,
        New = entry.New,
    };
}
