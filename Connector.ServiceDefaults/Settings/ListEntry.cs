namespace Connector.ServiceDefaults.Settings;

/// <summary>A wrong entry of a list, told so that whoever wrote it finds it. Lists hold names and numbers, no secrets.</summary>
public static class ListEntry
{
    private const int LongestShown = 60;

    /// <summary>The entry in quotation marks, in one line and shortened.</summary>
    public static string Shown(string? entry)
    {
        var line = string.Concat((entry ?? "").Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestShown ? $"'{line}'" : $"'{line[..LongestShown]}…'";
    }

    /// <summary>What is wrong with an entry of names, keys or columns; null if nothing is.</summary>
    public static string? ProblemOf(string setting, string? entry, string what, int longest, Func<string, bool> fits) =>
        string.IsNullOrWhiteSpace(entry) ? $"{setting} has an empty entry: remove it, or give {what}."
        : entry.Length > longest || !fits(entry) ? $"{setting}: {Shown(entry)} is not {what}."
        : null;
}
