namespace Connector.SuperOffice.Tenancy;

/// <summary>The environments there are, as <c>SO_ENVIRONMENT</c> names them. A number behind one, as in <c>online3</c>, is that of a host which serves APIs.</summary>
internal static class EnvironmentNames
{
    private static readonly string[] Known = ["sod", "stage", "qaonline", "online"];

    /// <summary>What is wrong with a name, and which may have been meant; null if there is such an environment.</summary>
    public static string? ProblemOf(string name)
    {
        var bare = name.TrimEnd("0123456789".ToCharArray());
        return Known.Contains(bare, StringComparer.Ordinal)
            ? null
            : $"there is no SuperOffice environment of this name; the nearest is {Known.MinBy(known => Edits(bare.ToLowerInvariant(), known))}. There are sod, qaonline, online, and numbered hosts of them such as online3.";
    }

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
