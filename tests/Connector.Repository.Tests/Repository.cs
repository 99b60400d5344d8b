namespace Connector.Repository.Tests;

/// <summary>The files this was built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["artifacts", "bin", "obj", "TestResults", "node_modules"];

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All folders and files below the root that people wrote, by their paths from the root.</summary>
    public static IReadOnlyList<string> Paths { get; } = [.. Walk(new DirectoryInfo(Root)).Select(entry => Path.GetRelativePath(Root, entry.FullName))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static int Lines(string path) => File.ReadAllLines(Path.Combine(Root, path)).Length;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Connector.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Connector.sln is not above the tests.");
        }

        return folder.FullName;
    }

    private static IEnumerable<FileSystemInfo> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            // Hidden folders hold tools' and runs' own data, except the checks'.
            if (entry is DirectoryInfo && (NotOurs.Contains(entry.Name) || (entry.Name[0] == '.' && entry.Name != ".ci")))
            {
                continue;
            }

            yield return entry;
            if (entry is DirectoryInfo below)
            {
                foreach (var inner in Walk(below))
                {
                    yield return inner;
                }
            }
        }
    }
}
