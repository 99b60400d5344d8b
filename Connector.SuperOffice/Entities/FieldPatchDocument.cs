using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>The call that changes user-defined fields, from what a caller wants set.</summary>
internal static class FieldPatchDocument
{
    private const int MaxFields = 100;
    private const int MaxKey = 200;

    /// <summary>Makes the call.</summary>
    /// <exception cref="ArgumentException">The patch is empty or names what cannot be a field: a mistake of the caller's, so nothing is sent.</exception>
    public static ApiCall ToCall(CrmEntity entity, int id, FieldPatch patch, WritePrecondition precondition)
    {
        Check(patch);
        var since = precondition != WritePrecondition.None && patch.ReadVersion.Year > 1 ? patch.ReadVersion : (DateTimeOffset?)null;
        return JsonPatch.Call(entity, id, Write(patch, precondition == WritePrecondition.Test), since);
    }

    private static void Check(FieldPatch patch)
    {
        if (patch.Set.Count is 0 or > MaxFields)
        {
            throw new ArgumentException($"A patch sets 1 to {MaxFields} fields, not {patch.Set.Count}.", nameof(patch));
        }

        if (patch.Set.Keys.Any(key => string.IsNullOrWhiteSpace(key) || key.Length > MaxKey || key.Any(char.IsControl)))
        {
            throw new ArgumentException("A patch names a field that cannot be one.", nameof(patch));
        }

        if (patch.Set.Values.Any(value => value is null))
        {
            throw new ArgumentException("A patch clears a field by its empty value, not by null.", nameof(patch));
        }
    }

    // Only what is about to change is tested; another field that moved is no reason to start over.
    private static byte[] Write(FieldPatch patch, bool test) => JsonPatch.Write(json =>
    {
        foreach (var (key, expected) in test ? patch.Expected.Where(pair => patch.Set.ContainsKey(pair.Key)) : [])
        {
            JsonPatch.TestField(json, key, expected);
        }

        JsonPatch.ReplaceFields(json, patch.Set);
    });
}
