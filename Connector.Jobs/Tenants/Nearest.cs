namespace Connector.Jobs.Tenants;

/// <summary>What somebody may have meant who mistyped a name.</summary>
public static class Nearest
{
    /// <summary>The name that takes the fewest edits to become, without regard to case; null if every other one takes too many to be a slip.</summary>
    public static string? Of(string typed, IEnumerable<string> names) => names
        .Select(name => (Name: name, Edits: EditDistance.Between(typed.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(one => one.Edits <= Math.Max(1, Math.Max(typed.Length, one.Name.Length) / 4))
        .OrderBy(one => one.Edits).ThenBy(one => one.Name, StringComparer.Ordinal)
        .Select(one => one.Name)
        .FirstOrDefault();
}
