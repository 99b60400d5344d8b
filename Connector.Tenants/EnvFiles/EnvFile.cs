using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Connector.Jobs.Tenants;

namespace Connector.Tenants.EnvFiles;

/// <summary>
/// The file <c>.env</c>: lines of <c>NAME=value</c>, the value bare or in quotes, <c>#</c> before a comment. Other programs' names may stand in it, but none
/// that is a slip away from one of ours: a secret that is silently not used is worse than a start that fails. The same for <see cref="WorkerNames"/>, of which
/// none passes that the worker would not read. Messages name names and line numbers, never values.
/// Linked into whatever reads such a file and cannot reference this library.
/// </summary>
public static partial class EnvFile
{
    private static readonly string[] Known = [.. EnvRules.Required.SelectMany(names => names.Split(" or ")), .. EnvRules.Optional];

    /// <summary>
    /// Reads a file that exists. What it does not name has its default; whether what it names is enough and makes sense, <see cref="EnvRules"/> says.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="values">What it says, by name.</param>
    /// <param name="problem">The first line that cannot be read, and why.</param>
    public static bool TryRead(
        string path,
        [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? values,
        [NotNullWhen(false)] out string? problem)
    {
        var read = new Dictionary<string, string>(EnvRules.Defaults);
        (values, problem) = (null, null);
        var lines = File.ReadAllLines(path);
        for (var number = 1; number <= lines.Length; number++)
        {
            var line = lines[number - 1].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (Assignment().Match(line) is not { Success: true } assignment)
            {
                problem = $"{path}, line {number}: not of the form NAME=value.";
                return false;
            }

            var (name, value) = (assignment.Groups["name"].Value, assignment.Groups["value"].Value);
            if (Mistyped(name) is { } meant)
            {
                problem = $"{path}, line {number}: {name} is not a name that is read. Did you mean {meant}?";
                return false;
            }

            if (value.Length > 0 || name != "CONNECTOR_MODE")
            {
                read[name] = value;
            }
        }

        values = read;
        return true;
    }

    /// <summary>The name that a line gives a value; null for a comment, a blank line, and what is no assignment.</summary>
    public static string? NameIn(string line) =>
        line.Trim() is { Length: > 0 } text && text[0] != '#' && Assignment().Match(text) is { Success: true } assignment ? assignment.Groups["name"].Value : null;

    private static string? Mistyped(string name) => Known.Contains(name, StringComparer.Ordinal) ? null
        : WorkerNames.IsOne(name) ? WorkerNames.Instead(name)
        : Known.FirstOrDefault(known => EditDistance.Between(name.ToUpperInvariant(), known) <= 2);

    // A bare value ends before " #"; one in quotes ends with its quote.
    [GeneratedRegex("""^(export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*("(?<value>[^"]*)"\s*(#.*)?|'(?<value>[^']*)'\s*(#.*)?|(?<value>[^"'\s#](?:(?!\s#).)*?)?(\s+#.*)?)\s*$""")]
    private static partial Regex Assignment();
}
