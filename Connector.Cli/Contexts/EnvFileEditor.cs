using Connector.Tenants.EnvFiles;

namespace Connector.Cli.Contexts;

/// <summary>Changes values of a file <c>.env</c> and nothing else in it: other lines, comments and line ends stay as they are.</summary>
internal static class EnvFileEditor
{
    /// <summary>The text with these values: in place of the last line that sets one, as that is the one that counts, or at the end.</summary>
    /// <exception cref="CommandException">A value cannot stand in such a file.</exception>
    public static string With(string text, IEnumerable<KeyValuePair<string, string>> values)
    {
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.Split('\n').ToList();
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        foreach (var (name, value) in values)
        {
            var at = lines.FindLastIndex(line => EnvFile.NameIn(line.TrimStart('\uFEFF')) == name);
            if (at >= 0)
            {
                var old = lines[at];
                var before = old[..old.IndexOf(name, StringComparison.Ordinal)];
                lines[at] = $"{before}{name}={Quoted(name, value)}{(old.EndsWith('\r') ? "\r" : "")}";
            }
            else
            {
                lines.Add($"{name}={Quoted(name, value)}{end.TrimEnd('\n')}");
            }
        }

        return string.Concat(lines.Select(line => line + "\n"));
    }

    // As EnvFile reads it: bare where nothing could be taken for a quote or a comment.
    private static string Quoted(string name, string value) =>
        value.Any(char.IsControl) || (value.Contains('"', StringComparison.Ordinal) && value.Contains('\'', StringComparison.Ordinal))
            ? throw new CommandException(ExitCode.Usage, $"The value of {name} cannot stand in a file: it has control characters, or both kinds of quotes.")
        : value.All(c => c is > ' ' and <= '~' and not ('"' or '\'' or '#')) ? value
        : value.Contains('"', StringComparison.Ordinal) ? $"'{value}'"
        : $"\"{value}\"";
}
