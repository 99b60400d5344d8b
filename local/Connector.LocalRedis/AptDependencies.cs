namespace Connector.LocalRedis;

/// <summary>
/// Reads <c>apt-cache depends</c>: a line <c>  Depends: name</c> a dependency, <c> |Depends: name</c> where the next line is an
/// alternative to it, deeper lines the providers of a virtual package, which stands in angle brackets.
/// </summary>
internal static class AptDependencies
{
    private const string Depends = "Depends: ";

    /// <summary>The dependencies, each as its alternatives in order.</summary>
    public static IEnumerable<IReadOnlyList<string>> Parse(string output)
    {
        var alternatives = new List<string>();
        foreach (var line in output.Split('\n').Where(line => line.Length > 2 && line[2..].StartsWith(Depends, StringComparison.Ordinal)))
        {
            alternatives.Add(line[(2 + Depends.Length)..].Trim('<', '>', ' '));
            if (line[1] != '|')
            {
                yield return alternatives;
                alternatives = [];
            }
        }
    }
}
