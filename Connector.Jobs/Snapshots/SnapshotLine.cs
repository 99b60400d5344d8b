using System.Text.Json.Serialization;

namespace Connector.Jobs.Snapshots;

// The snapshot files
// ==================
// {tenant}.{yyyyMMdd}.{process}.{number}.jsonl: JSON lines, append-only, UTF-8, LF. A file has one writer, for one UTC day, and ends when it
// is large enough; nobody ever appends to another process' file or to one in which a line failed, so a line that cannot be read can
// only be a file's last. Its first line is the header, each further one a SnapshotLine. A line is on the disk (fsync) before the PATCH it
// speaks of is sent: it says what was about to be written, not that it was. `before` holds all mapped fields and stands in the first
// line about an entity (and again when another field is mapped, or Redis has forgotten): of several the earliest counts.
// The files hold what CRM fields held, so people's data; they are readable by the user of the service only, and whoever erases a person
// takes their lines out, see SnapshotErasing: the one case in which a file is written anew. {tenant}.lock keeps that from appending, see
// SnapshotLock; {file}.new is what a rewriting that was killed leaves, and the next one removes.

/// <summary>The first line of a file.</summary>
/// <param name="Layout">The layout of its lines: <see cref="Current"/>.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Process">Who writes it.</param>
/// <param name="At">When it was begun.</param>
internal sealed record SnapshotHeader(int Layout, string Tenant, string Process, DateTimeOffset At)
{
    public const int Current = 1;
}

/// <summary>What was about to be written to one entity, and what was there.</summary>
public sealed record SnapshotLine
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The entity, as <c>EntityKey</c> spells it.</summary>
    public required string Entity { get; init; }

    /// <summary>Its account.</summary>
    public required string Account { get; init; }

    /// <summary>The pass.</summary>
    public required long Fence { get; init; }

    /// <summary>The sync run.</summary>
    public required string Run { get; init; }

    /// <summary><c>approve</c> or <c>undo</c>, if a person granted it.</summary>
    public string? Kind { get; init; }

    /// <summary>The batch it belongs to, if a person granted it.</summary>
    public string? Batch { get; init; }

    /// <summary>All mapped fields before our first write; null if an earlier line has them.</summary>
    public IReadOnlyDictionary<string, string?>? Before { get; init; }

    /// <summary>Per ProgId to be written: what it held.</summary>
    public required IReadOnlyDictionary<string, string?> Old { get; init; }

    /// <summary>Per ProgId: what was to be written.</summary>
    public required IReadOnlyDictionary<string, string> New { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SnapshotHeader))]
[JsonSerializable(typeof(SnapshotLine))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
