using Connector.Jobs.Queue;

namespace Connector.Worker.Writing;

/// <summary>What is done about fields that a record says we may not change: the others are written, and these stay open until we may.</summary>
public static class ReadOnlyFields
{
    /// <summary>Why, for people.</summary>
    public const string Why = "we have no right to change this field: its FieldRight says so";

    /// <summary>Takes them out of what is written, unless nothing else is: then all of it is to be proposed.</summary>
    public static MergeResult LeftOut(MergeResult merged, FieldMap map, IReadOnlySet<string> readOnly)
    {
        var closed = map.Content.Where(f => readOnly.Contains(f.ProgId) && merged.Set.ContainsKey(f.ProgId)).ToList();
        return closed.Count == 0 || closed.Count == merged.Set.Count
            ? merged
            : merged with
            {
                Fields = [.. merged.Fields.Select(row => IsClosed(row) ? row with { Decision = "unresolved", Why = Why } : row)],
                Set = merged.Set.Where(entry => !readOnly.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal),
                Unresolved = [.. merged.Unresolved, .. closed.Select(f => new UnresolvedValue(f, merged.Set[f.ProgId], Obstacle.NoRight, IsWanted: true))],
            };

        bool IsClosed(FieldChange row) => row.Decision == "write" && readOnly.Contains(row.ProgId);
    }

    /// <summary>For people: the fields that are in the way; null if none is.</summary>
    public static string? Detail(FieldMap map, IEnumerable<string> progIds, IReadOnlySet<string> readOnly) =>
        string.Join(", ", progIds.Where(readOnly.Contains).Select(map.NameOf)) is { Length: > 0 } names ? $"The record's FieldRight says that we may not change: {names}." : null;
}
