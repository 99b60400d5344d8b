namespace Connector.LocalHosting.Running;

/// <summary>Folders in place of volumes: volume <c>a.b</c> is <c>.data/a/b</c> of the repository; in a test, a folder that goes with it.</summary>
internal sealed class DataVolumes(string appHostDirectory, bool temporary) : IDisposable
{
    private readonly Lazy<string> _temporary = new(() => Directory.CreateTempSubdirectory("connector-").FullName);

    public string DirectoryOf(string? volume)
    {
        var root = temporary || volume is null ? _temporary.Value : Path.Combine(RepositoryRoot(new DirectoryInfo(appHostDirectory)), ".data");
        var path = Path.Combine([root, .. (volume ?? "data").Split('.', StringSplitOptions.RemoveEmptyEntries)]);

        // What lies there has names of people in it.
        return Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }

    public void Dispose()
    {
        if (_temporary.IsValueCreated)
        {
            Directory.Delete(_temporary.Value, recursive: true);
        }
    }

    private static string RepositoryRoot(DirectoryInfo directory) =>
        directory.Parent is null || directory.EnumerateFiles("*.sln").Any() ? directory.FullName : RepositoryRoot(directory.Parent);
}
