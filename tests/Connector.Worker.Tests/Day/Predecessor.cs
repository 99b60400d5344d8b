namespace Connector.Worker.Tests.Day;

/// <summary>
/// What the predecessor would have asked: about each event that is a creation or names a column of its list, whatever it says, and not about the API user's.
/// It had no quiet time, no fingerprint and no switch for persons; a second creation within seconds was skipped.
/// </summary>
internal static class Predecessor
{
    private static readonly HashSet<string> Relevant = new(
        ["name", "urladdress", "urls", "orgnr", "userdef_id", "jobtitle", "title", "position_id", "position_idx"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Analyses by cause.</summary>
    public static IReadOnlyDictionary<string, int> Asked(IEnumerable<Deed> day) =>
        day.Where(d => d.Verb == "created" || d.Columns.Any(Relevant.Contains)).CountBy(d => d.Cause).ToDictionary();
}
