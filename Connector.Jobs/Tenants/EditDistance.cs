namespace Connector.Jobs.Tenants;

/// <summary>Levenshtein's distance. Linked into whatever suggests a name and does not reference this library.</summary>
internal static class EditDistance
{
    /// <summary>How many letters must be replaced, added or removed to make one text the other.</summary>
    public static int Between(string left, string right)
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
