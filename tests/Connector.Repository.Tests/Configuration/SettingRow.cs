using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Configuration;

/// <summary>A row of a table that explains settings: name, default, values, meaning.</summary>
/// <param name="Key">The name; a part <c>*</c> stands for any.</param>
/// <param name="Default">Without quotes.</param>
/// <param name="Values">As written.</param>
internal sealed partial record SettingRow(string Key, string Default, string Values)
{
    /// <summary>Those of <c>docs/configuration.md</c>.</summary>
    public static IReadOnlyList<SettingRow> All { get; } = [.. Read(Repository.Read("docs/configuration.md"))];

    public static IEnumerable<SettingRow> Read(string document) =>
        from Match row in Row().Matches(document)
        select new SettingRow(row.Groups["key"].Value, row.Groups["default"].Value.Replace("`", "", StringComparison.Ordinal), row.Groups["values"].Value);

    public bool Is(string key)
    {
        var (mine, other) = (Key.Split(':'), key.Split(':'));
        return mine.Length == other.Length && mine.Zip(other).All(parts => parts.First == "*" || parts.First == parts.Second);
    }

    [GeneratedRegex(@"^\| `(?<key>[^`|]+)` \| (?<default>[^|]+) \| (?<values>[^|]+) \| [^|]+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
