using System.Text.Json.Serialization;

namespace Connector.Jobs.Journal;

// The journal
// ===========
// What fields held before we wrote, in a directory that the workers of one machine share (Worker:SnapshotDirectory); those of another machine have their own, see
// journals.lua for what concerns all. These files lie there:
//
//   {id}.journal.db        SQLite: what one worker process writes; {id} is a UUIDv7
//   {id}.journal.db-wal    its write-ahead log; {id}.journal.db-shm, what its readers and writers share
//   {id}.journal.lock      held open by the process that writes it, see FileLock
//   directory.id           what the directory is called among those of other machines, see JournalIdentity; directory.lock while it is made
//   turn.lock              held open by the process that erases what was erased elsewhere, retention.lock by the one that deletes what is too old
//   import.lock            held open by the process that takes over the JSON lines of versions before, see JournalImport
//   {old file}.damaged     of such a file the lines that could not be read: people's data, for a human
//
// A process that starts goes on with a journal that nobody holds and that has room, or makes one; and with a fresh one when its own is a sixteenth of
// Worker:SnapshotMaxBytes. An entry is in
// the log and the log synced (WAL, synchronous FULL) before the PATCH it speaks of is sent: it says what was about to be written, not that
// it was. All journals of the directory are read, erased from and cleaned, whoever writes them: each page and each part is one short transaction. So all
// its processes must be on one machine: SQLite's shared memory does not reach further. Tables:
//
//   entries    whose and when: tenant, entity, at (Unix milliseconds), position, account, fence, run, kind, batch, in that order
//   content    position, and the values as JSON: before, old, new
//   imported   of which file of a version before how many lines are taken over
//
// `before` holds all mapped fields and stands in the first entry about an entity (and again when another field is mapped, or Redis has
// forgotten): of several the earliest counts.
//
// Values are people's data. SQLite overwrites what is deleted (secure_delete), but not the copies that stay behind when it moves rows between pages to make
// them fuller, as it does after deletions. So a row of `content` never moves: rows are added at the end only, and one that is erased is overwritten with
// zeros in its place, and stays as long as it was. So a file never shrinks: it is deleted once it has no entry and nobody holds it, see JournalRetention. What is erased is gone from the log too before the erasing is reported done (checkpoint, truncate). Only `entries`
// have rows deleted; what may stay behind of those are ids and times. What is too old is treated in the same way.
//
// user_version is the format's version; a journal of a newer one is refused.

/// <summary>What was about to be written to one entity, and what was there.</summary>
public sealed record JournalEntry
{
    /// <summary>When; kept to the millisecond.</summary>
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

    /// <summary>All mapped fields before our first write; null if an earlier entry has them.</summary>
    public IReadOnlyDictionary<string, string?>? Before { get; init; }

    /// <summary>Per ProgId to be written: what it held.</summary>
    public required IReadOnlyDictionary<string, string?> Old { get; init; }

    /// <summary>Per ProgId: what was to be written.</summary>
    public required IReadOnlyDictionary<string, string> New { get; init; }
}

/// <summary>The values of an entry.</summary>
internal sealed record JournalContent(
    IReadOnlyDictionary<string, string?>? Before, IReadOnlyDictionary<string, string?> Old, IReadOnlyDictionary<string, string> New);

/// <summary>The first line of a file of the versions before.</summary>
internal sealed record OldHeader(int Layout);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalContent))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(OldHeader))]
[JsonSerializable(typeof(JournalQuestion))]
[JsonSerializable(typeof(JournalAnswer))]
[JsonSerializable(typeof(KeptDirectory))]
internal sealed partial class JournalJson : JsonSerializerContext;
