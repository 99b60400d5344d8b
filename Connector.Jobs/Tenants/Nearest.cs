namespace Connector.Jobs.Tenants;

/// <summary>What somebody may have meant who mistyped a name.</summary>
public static class Nearest
{
    /// <summary>The name that takes the fewest edits to become, without regard to case; null if every other one takes too many to be a slip.</summary>
    public static string? Of(string typed, IEnumerable<string> names) => names
        .Select(name => (Name: name, Edits: Edits(typed.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(one => one.Edits <= Math.Max(1, Math.Max(typed.Length, one.Name.Length) / 4))
        .OrderBy(one => one.Edits).ThenBy(one => one.Name, StringComparer.Ordinal)
        .Select(one => one.Name)
        .FirstOrDefault();

    // Levenshtein's distance, row by row.
    private static int Edits(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
