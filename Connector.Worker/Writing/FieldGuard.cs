namespace Connector.Worker.Writing;

/// <summary>
/// The last look before a PATCH: it may name the fields of the tenant's mapping and nothing else. Whatever made the values, a merge, a
/// proposal of last week or an undo, a field that is not mapped (any more) is not ours to write.
/// </summary>
public static class FieldGuard
{
    /// <exception cref="InvalidOperationException">A field is not mapped: a mistake of ours, and nothing may be sent.</exception>
    public static void Ensure(FieldMap map, IEnumerable<string> progIds)
    {
        var mapped = map.Written.Select(f => f.ProgId).ToHashSet(StringComparer.Ordinal);
        if (progIds.Where(p => !mapped.Contains(p)).ToList() is [var first, ..] strangers)
        {
            throw new InvalidOperationException($"{strangers.Count} fields are not in the tenant's mapping, such as {first}; nothing is written.");
        }
    }
}
