namespace Connector.Worker.Writing;

/// <summary>
/// What may still be written while a loss of data is open. The ledger may have forgotten what we wrote, or a human's edit since, so a value
/// that is there is touched only where CRM and ledger prove each other right: the record's stamp names the very write that the ledger knows
/// as the last one, and the field still holds what that write left. Empty fields are filled as ever.
/// </summary>
public static class Restriction
{
    private const string Why = "data was lost, and it cannot be proved that this value is ours";

    /// <summary>Takes back what may not be written now.</summary>
    /// <param name="merged">What the merge table says.</param>
    /// <param name="map">The mapping.</param>
    /// <param name="present">The CRM's fields now.</param>
    /// <param name="written">What the CRM returned after our last write, as far as the ledger knows.</param>
    /// <param name="applied">What the ledger knows as last applied; null for nothing.</param>
    /// <returns>The rest, and whether anything was taken back.</returns>
    public static (MergeResult Merged, bool Restricted) Apply(
        MergeResult merged, FieldMap map, IReadOnlyDictionary<string, string> present, IReadOnlyDictionary<string, string> written, string? applied)
    {
        var proven = map.Stamp is { } field
            && Stamp.TryParse(present.GetValueOrDefault(field.ProgId)) is { } stamp
            && Fingerprint.Applied(stamp.Fingerprint, stamp.MappingVersion) == applied;
        var kept = merged.Set.Keys.Where(progId => !May(map, progId, present, written, proven)).ToHashSet(StringComparer.Ordinal);
        return (
            merged with
            {
                Fields = [.. merged.Fields.Select(row => kept.Contains(row.ProgId) ? row with { Decision = "keep", Why = Why } : row)],
                Set = merged.Set.Where(entry => !kept.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal),
            },
            kept.Count > 0);
    }

    private static bool May(
        FieldMap map, string progId, IReadOnlyDictionary<string, string> present, IReadOnlyDictionary<string, string> written, bool proven) =>
        Merge.StateOf(map.TypeOf(progId), present.GetValueOrDefault(progId), written.GetValueOrDefault(progId)) switch
        {
            FieldState.Empty or FieldState.Emptied => true,
            FieldState.Ours => proven,
            _ => false,
        };
}
