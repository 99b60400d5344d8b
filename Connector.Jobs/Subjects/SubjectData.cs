using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Connector.Jobs.Journal;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Subjects;

/// <summary>Everything that is held of one contact or person: what answers a request for access. It is personal data.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Entity">The entity, such as <c>person:981</c>.</param>
/// <param name="Ledger">What we wrote to its fields and know as ours, field by field as it is stored.</param>
/// <param name="Answers">What the Company Explorer said, by fingerprint.</param>
/// <param name="Reservations">What its analyses were expected to cost, by fingerprint.</param>
/// <param name="Proposal">What would be written; null if nothing waits.</param>
/// <param name="Jobs">Its events and requests, oldest first.</param>
/// <param name="Runs">The sync runs it is shown in, with what passes reported of it.</param>
/// <param name="Writes">What we wrote to the CRM, oldest first, by the last 20,000 writes that Redis remembers.</param>
/// <param name="Snapshots">The entries about it in the workers' journals, oldest first; null if there are none in reach.</param>
public sealed record SubjectData(
    string Tenant,
    string Entity,
    IReadOnlyDictionary<string, string> Ledger,
    IReadOnlyDictionary<string, JsonNode?> Answers,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Reservations,
    Proposal? Proposal,
    IReadOnlyList<SubjectJob> Jobs,
    IReadOnlyList<SubjectRun> Runs,
    IReadOnlyList<WriteRecord> Writes,
    IAsyncEnumerable<JournalEntry>? Snapshots)
{
    /// <summary>False if the search for jobs and answers that no index leads to ended at its limit: there may be more.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>What previews and runs of operations show of it, by operation.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Operations { get; init; }

    /// <summary>Journals whose entries are not among <see cref="Snapshots"/>, and what to do; known once those are read.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyCollection<string> Missing { get; init; }

    /// <summary>Bytes as JSON where they are JSON, as text otherwise.</summary>
    internal static JsonNode? Readable(byte[] stored)
    {
        try
        {
            return JsonNode.Parse(stored);
        }
        catch (JsonException)
        {
            return JsonValue.Create(System.Text.Encoding.UTF8.GetString(stored));
        }
    }
}

/// <summary>An event or request.</summary>
/// <param name="Job">Its id.</param>
/// <param name="Record">Its record, field by field as it is stored.</param>
/// <param name="Body">The event as SuperOffice posted it; null once the body's retention is over, and for requests.</param>
public sealed record SubjectJob(string Job, IReadOnlyDictionary<string, string> Record, JsonNode? Body);

/// <summary>A sync run, as far as it is about the entity.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">The name it is shown by, if it has one.</param>
/// <param name="Owner">The name of its owner, if it has one.</param>
/// <param name="Reports">What passes reported of the entity.</param>
/// <param name="Timeline">What happened to the entity's jobs.</param>
public sealed record SubjectRun(string Run, string? Name, string? Owner, IReadOnlyList<EntityReport> Reports, IReadOnlyList<RunEvent> Timeline);
