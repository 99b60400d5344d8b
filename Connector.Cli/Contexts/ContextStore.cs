using System.Text.RegularExpressions;

namespace Connector.Cli.Contexts;

/// <summary>
/// The contexts that the user keeps: one file <c>.env</c> each in the user's own configuration directory, readable by the user alone, and the name of the one
/// that is used where none is said. The context <c>sandbox</c> is there without a file; one that it has, after a login, adds to what it is.
/// </summary>
internal sealed partial class ContextStore(string directory)
{
    /// <summary>The context that is always there.</summary>
    public const string Sandbox = "sandbox";

    private const string Suffix = ".env";

    private readonly string _files = Path.Combine(directory, "contexts");
    private readonly string _current = Path.Combine(directory, "current");

    public static ContextStore OfUser => new(Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } home && Path.IsPathRooted(home)
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "connector"));

    /// <summary>The one that is used where none is said; null if none is.</summary>
    public string? Current => File.Exists(_current) && File.ReadAllText(_current).Trim() is { Length: > 0 } name ? name : null;

    /// <summary>Those that have a file, by name.</summary>
    public IReadOnlyList<string> Names() => !Directory.Exists(_files) ? []
        : [.. Directory.EnumerateFiles(_files, "*" + Suffix).Select(file => Path.GetFileName(file)[..^Suffix.Length]).Where(name => Name().IsMatch(name)).Order(StringComparer.Ordinal)];

    public bool Has(string name) => name == Sandbox || File.Exists(FileOf(name));

    /// <summary>Where the context is kept, be it there or not.</summary>
    /// <exception cref="CommandException">It cannot be a name.</exception>
    public string FileOf(string name) => Name().IsMatch(name)
        ? Path.Combine(_files, name + Suffix)
        : throw new CommandException(
            ExitCode.Usage, $"'{name}' cannot be a context: its name has 1 to 40 small letters, digits, '.', '-' and '_', such as acme.");

    /// <summary>Keeps a context.</summary>
    public void Write(string name, string content)
    {
        PrivateFile.MakeDirectory(directory);
        PrivateFile.MakeDirectory(_files);
        PrivateFile.Write(FileOf(name), content);
    }

    /// <summary>Has it used where none is said.</summary>
    public void Use(string name)
    {
        PrivateFile.MakeDirectory(directory);
        PrivateFile.Write(_current, name + "\n");
    }

    /// <summary>Forgets a context with its secrets.</summary>
    public void Remove(string name)
    {
        File.Delete(FileOf(name));
        if (Current == name)
        {
            File.Delete(_current);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,39}\z")]
    private static partial Regex Name();
}
