using Connector.Jobs.Accounts;
using Connector.Jobs.Refusals;

namespace Connector.Jobs.Queue;

/// <summary>One execution for one account: everything between <c>take</c> and the script that ends it.</summary>
public sealed record Pass
{
    /// <summary>Identifies the pass; also the value every later script compares: who lost the lease has the wrong fence.</summary>
    public required long Fence { get; init; }

    /// <summary>The account.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>The sync run the account's jobs are shown in.</summary>
    public required string RunId { get; init; }

    /// <summary>The jobs of this pass, oldest first: 1 to 500.</summary>
    public required IReadOnlyList<PassJob> Jobs { get; init; }

    /// <summary>How many passes in a row have ended in <c>retry</c> so far; 0 at first.</summary>
    public required int FailedAttempts { get; init; }

    /// <summary>When the first pass of that row failed, by Redis' clock; null at first.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>Since when the Company Explorer has been <em>still working</em> for this account; null if it has not.</summary>
    public required DateTimeOffset? StillWorkingSince { get; init; }

    /// <summary>When the pass began, by Redis' clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How often in a row a lease of this account has expired in a pass.</summary>
    public required int Crashes { get; init; }

    /// <summary>How often the oldest job has been moved between accounts.</summary>
    public required int Hops { get; init; }
}

/// <summary>A job in a pass.</summary>
/// <param name="JobId">The job.</param>
/// <param name="EventId">The event's id.</param>
/// <param name="Event">The event's name, such as <c>person.created</c>.</param>
/// <param name="Entity">What it is about.</param>
/// <param name="Reason">Why it was decided to be processed.</param>
/// <param name="ChangedBy">The associate id in the event.</param>
/// <param name="ReceivedAt">When it was accepted.</param>
/// <param name="TraceParent">W3C context of its receiving span.</param>
public sealed record PassJob(
    string JobId, string EventId, string Event, EntityKey Entity, string Reason, int? ChangedBy, DateTimeOffset ReceivedAt, string? TraceParent)
{
    /// <summary>What is asked, a word of <see cref="RequestKind"/>, perhaps of a newer version; null for an event.</summary>
    public string? Request { get; init; }

    /// <summary>Who asks; null for an event.</summary>
    public string? By { get; init; }

    /// <summary>The job that is run again, if one is.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>How often work on its entity has failed while it was in the pass; 0 at first.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>When that happened first, by Redis' clock; null at first.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>What the request needs to know, JSON; null if nothing.</summary>
    public string? Detail { get; init; }
}

/// <summary>How a job ended.</summary>
public enum JobOutcome
{
    /// <summary>Fields were written.</summary>
    Completed,

    /// <summary>Differences were found and stored; a person decides, for the reason given.</summary>
    Proposed,

    /// <summary>There was nothing to do: same fingerprint, or the CRM already says it.</summary>
    Unchanged,

    /// <summary>It needed no work, for the reason given.</summary>
    Skipped,

    /// <summary>It failed permanently and waits for a human: the job goes to <c>dead</c> instead of <c>finished</c>.</summary>
    Dead,
}

/// <summary>What was done, or would have been done, to one user-defined field.</summary>
/// <param name="Field">The enrichment field, such as <c>vertical</c>.</param>
/// <param name="ProgId">The user-defined field, such as <c>SuperOffice:83</c>.</param>
/// <param name="Decision"><c>write</c>, <c>keep</c>, <c>agreed</c>, <c>unresolved</c>, or <c>adopt</c>.</param>
/// <param name="Old">The CRM's value before, in its own wire form.</param>
/// <param name="New">The proposed value, in wire form.</param>
/// <param name="Why">The merge table's reason, for people.</param>
public sealed record FieldChange(string Field, string ProgId, string Decision, string? Old, string? New, string Why)
{
    /// <summary><see cref="Old"/> for people, where the wire form is not: an item's name, a day; empty for nothing.</summary>
    public string? OldText { get; init; }

    /// <summary><see cref="New"/> for people, where the wire form is not.</summary>
    public string? NewText { get; init; }
}

/// <summary>What a pass found out and did about one entity; every job of that entity ends with it, if it is not about some of them.</summary>
public sealed record EntityReport
{
    /// <summary>The entity.</summary>
    public required EntityKey Entity { get; init; }

    /// <summary>Of the entity's jobs in the pass only these; null for all that no earlier report was about. Not stored.</summary>
    public IReadOnlyList<string>? Jobs { get; init; }

    /// <summary>How its jobs end.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>Why: a stable word such as <c>written</c>, <c>unchanged</c>, <c>deleted</c>, <c>not_found</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// If settings of the tenant's keep the entity from being worked on, or what was found from being written: which, so that it is looked at again when
    /// they change. Not stored with the report.
    /// </summary>
    public Refusal? Refusal { get; init; }

    /// <summary>For <see cref="JobOutcome.Dead"/>: what went wrong, without secrets or bodies.</summary>
    public string? Error { get; init; }

    /// <summary>What <see cref="Reason"/> means here, for people, such as which company an answer was about; null if it says all.</summary>
    public string? Detail { get; init; }

    /// <summary>The field table; empty if no difference was made.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    /// <summary>Whether the Company Explorer was asked in this pass.</summary>
    public bool Analysed { get; init; }

    /// <summary>When the pass that found this out began, by Redis' clock; set when it is stored.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What the analysis cost, as a decimal string with currency, such as <c>0.0123 EUR</c>.</summary>
    public string? Cost { get; init; }

    /// <summary>How sure the Company Explorer is of its answer, 0 to 1; null if it does not say.</summary>
    public double? Confidence { get; init; }

    /// <summary>The model behind the answer, as the Company Explorer calls it; null if it does not say.</summary>
    public string? Model { get; init; }
}
