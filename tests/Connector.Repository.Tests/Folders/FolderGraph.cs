using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Folders;

/// <summary>
/// Which folder of a project uses which, by their sources: a <c>using</c> of its namespace, a name qualified by it, or, in a folder below, one of its types,
/// which need neither. Namespaces are folders here. Comments and texts do not count.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly Dictionary<string, SortedSet<string>> _uses = [];

    /// <param name="project">The project's name, which its namespaces begin with.</param>
    /// <param name="files">Its sources, by their paths in it.</param>
    public FolderGraph(string project, IReadOnlyList<(string Path, string Text)> files)
    {
        var sources = files.Select(file => (Folder: Path.GetDirectoryName(file.Path)!.Replace('\\', '/'), Text: Noise().Replace(file.Text, ""))).ToList();
        var types = sources.Where(source => source.Folder.Length > 0)
            .GroupBy(source => source.Folder)
            .ToDictionary(folder => folder.Key, folder => folder.SelectMany(source => Declared().Matches(source.Text).Select(type => type.Groups["name"].Value)).ToHashSet());
        foreach (var (folder, text) in sources.Where(source => source.Folder.Length > 0))
        {
            var words = Words().Matches(text).Select(word => word.Value).ToHashSet();
            var uses = _uses.TryGetValue(folder, out var before) ? before : _uses[folder] = new(StringComparer.Ordinal);
            uses.UnionWith(types.Keys.Where(other => other != folder && Uses(words, project, folder, other, types[other])));
        }
    }

    public static FolderGraph Of(string project) => new(
        Path.GetFileName(project),
        [
            .. Repository.Paths
                .Where(path => path.StartsWith(project + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Path.GetExtension(path) is (".cs" or ".razor"))
                .Select(path => (Path.GetRelativePath(project, path), Repository.Read(path))),
        ]);

    /// <summary>Every use that is part of a cycle, such as <c>A -> B</c>.</summary>
    public IReadOnlyList<string> Knots() =>
    [
        .. from folder in _uses.Keys.Order(StringComparer.Ordinal)
           from other in _uses[folder]
           where Reaches(other, folder, [])
           select $"{folder} -> {other}",
    ];

    private static bool Uses(HashSet<string> words, string project, string folder, string other, HashSet<string> types)
    {
        var name = other.Replace('/', '.');
        return words.Contains($"{project}.{name}")
            || words.Any(word => Qualifies(word, name, types) || Qualifies(word, $"{project}.{name}", types))
            || (folder.StartsWith(other + "/", StringComparison.Ordinal) && words.Any(word => types.Contains(word.Split('.')[0])));
    }

    // Such as Queue.Pass: the folder's name alone may be a property's.
    private static bool Qualifies(string word, string name, HashSet<string> types) =>
        word.StartsWith(name + ".", StringComparison.Ordinal) && types.Contains(word[(name.Length + 1)..].Split('.')[0]);

    private bool Reaches(string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && _uses.TryGetValue(from, out var uses) && uses.Any(next => Reaches(next, to, seen)));

    [GeneratedRegex("""//.*|"(\\.|[^"\\\n])*"|^\s*namespace .*""", RegexOptions.Multiline)]
    private static partial Regex Noise();

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+(?!struct\b|class\b)(?<name>[A-Z]\w*)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")]
    private static partial Regex Words();
}
