using System.Security.Cryptography;
using System.Text;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Operations;

/// <summary>How far an operation is.</summary>
public enum OperationState
{
    /// <summary>Nobody has looked at it yet.</summary>
    Waiting,

    /// <summary>A part was looked at.</summary>
    Working,

    /// <summary>All was looked at; of a run, all that was to be done is done or, where it becomes jobs, asked for.</summary>
    Done,

    /// <summary>The worker's job for it ended before all was looked at.</summary>
    Failed,
}

/// <summary>One record or job that an operation is about.</summary>
/// <param name="Entity">The contact or person; null if the job is about none.</param>
/// <param name="Job">The job, if jobs are what is selected.</param>
/// <param name="Account">The account it is worked on in; null if not known.</param>
/// <param name="Fields">Of what changes fields, with old and new values.</param>
/// <param name="Conflict">What stands against it, for people: nothing is done to it. Null if nothing does.</param>
public sealed record OperationItem(string? Entity, string? Job, string? Account, IReadOnlyList<FieldChange> Fields, string? Conflict)
{
    /// <summary>Of a proposal: why it was not written, for people.</summary>
    public string? Why { get; init; }

    /// <summary>Its name in the operation.</summary>
    internal string Subject => Job ?? Entity ?? "";
}

/// <summary>What a person asks for about many records or jobs of a tenant: first a preview, which changes nothing, then a run of it.</summary>
/// <param name="Id">Its id; of a run, the batch; of one that a worker walks, also that of its job.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="Selection">About what.</param>
/// <param name="By">Who asks.</param>
/// <param name="Why">Why; empty if that was not said.</param>
/// <param name="At">When, by Redis' clock.</param>
/// <param name="SeenAt">When the preview was asked for: what came later, nobody saw.</param>
public sealed record Operation(
    string Id, string Tenant, OperationKind Kind, Selection Selection, string By, string Why, DateTimeOffset At, DateTimeOffset SeenAt)
{
    /// <summary>The most items that are remembered: the first.</summary>
    public const int MostItems = 50;

    /// <summary>Of a run: the preview.</summary>
    public string? PreviewOf { get; init; }

    /// <summary>Of a preview: the run, once there is one.</summary>
    public string? RunAs { get; init; }

    /// <summary>How far it is.</summary>
    public OperationState State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Where whoever takes it over goes on; empty for the beginning.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>
    /// What was found so far, by stable words; what is not there is 0. Of every kind: <c>toDo</c>, of a run <c>done</c>, what is done or becomes a job;
    /// <c>conflicts</c>, items that something stands against; <c>analyses</c>, how many may be asked for and paid.
    /// </summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>The first <see cref="MostItems"/> of what it is about.</summary>
    public IReadOnlyList<OperationItem> Items { get; init; } = [];

    /// <summary>True if it changes nothing.</summary>
    public bool IsPreview => PreviewOf is null;

    /// <summary>The id of the job by which a run does its part for one record or job: always the same, so that what is asked for twice is one.</summary>
    /// <param name="subject">Which part.</param>
    public string JobOf(string subject) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id}:{subject}")))[..32];
}

/// <summary>A part of what an operation is about.</summary>
/// <param name="Cursor">Given back as <c>after</c>, the search goes on behind this part.</param>
/// <param name="Counts">What was found in it, by stable words.</param>
/// <param name="Items">The records or jobs in it, as far as they can be shown.</param>
/// <param name="Requests">The jobs that do it, each always under the same id.</param>
public sealed record OperationPart(string Cursor, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<OperationItem> Items, IReadOnlyList<JobRequest> Requests)
{
    /// <summary>What is to be done at once; done again, it changes nothing.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Steps { get; init; } = [];
}

/// <summary>Finds what operations of a kind are about, and what is to be done; changes nothing.</summary>
public interface IOperationSource
{
    /// <summary>The kind.</summary>
    OperationKind Kind { get; }

    /// <summary>The parts, in the order of their cursors.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="after">The cursor behind which to begin; empty for the beginning.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, CancellationToken cancellationToken);
}
