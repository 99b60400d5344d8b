namespace Connector.LocalRedis;

/// <summary>The distribution as os-release(5) describes it.</summary>
/// <param name="Id">Its lower-case name, such as <c>ubuntu</c>.</param>
/// <param name="VersionId">Its release, such as <c>24.04</c>; empty where it rolls.</param>
/// <param name="Families">Its name, then those it derives from, nearest first.</param>
internal sealed record OsRelease(string Id, string VersionId, IReadOnlyList<string> Families)
{
    /// <summary>Reads the file; a missing one describes an unknown Linux.</summary>
    public static OsRelease Read(string file)
    {
        var values = (File.Exists(file) ? File.ReadLines(file) : [])
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], pair => pair[1].Trim().Trim('"', '\''))
            .ToDictionary(group => group.Key, group => group.Last());
        var id = values.GetValueOrDefault("ID", "linux");
        var like = values.GetValueOrDefault("ID_LIKE", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new OsRelease(id, values.GetValueOrDefault("VERSION_ID", ""), [id, .. like]);
    }
}
