using Connector.Jobs.Queue;

namespace Connector.Jobs.Bulk;

/// <summary>How far a bulk request is.</summary>
public enum BulkState
{
    /// <summary>No pass has looked at it yet.</summary>
    Waiting,

    /// <summary>A pass has looked at a part.</summary>
    Working,

    /// <summary>All was looked at; for a real one, every entity's job is made.</summary>
    Done,
}

/// <summary>What is asked for about many entities of a tenant at once: first as a dry run, which counts, then for real.</summary>
/// <param name="Id">Its id, and that of its job.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Kind">Adopt or undo.</param>
/// <param name="By">Who asks.</param>
/// <param name="At">When.</param>
/// <param name="Wish">What about.</param>
/// <param name="DryRunOf">For a real one: the dry run that was seen before. Null for a dry run.</param>
/// <param name="RunAs">For a dry run: the real one, if it was asked for.</param>
/// <param name="State">How far it is.</param>
/// <param name="Cursor">Where the next pass goes on; empty for the beginning.</param>
/// <param name="Counts">What was found so far, by stable words such as <c>wouldAdopt</c>; <c>jobs</c> are those made.</param>
public sealed record BulkRequest(
    string Id, string Tenant, RequestKind Kind, string By, DateTimeOffset At, BulkWish Wish, string? DryRunOf, string? RunAs, BulkState State,
    string Cursor, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>True if it only counts.</summary>
    public bool IsDryRun => DryRunOf is null;
}

/// <summary>What became of the wish to do what a dry run showed.</summary>
public enum BulkVerdict
{
    /// <summary>It is asked for, now or before.</summary>
    Asked,

    /// <summary>There is no such dry run, or not any more.</summary>
    Unknown,

    /// <summary>The dry run has not ended yet.</summary>
    Open,
}
