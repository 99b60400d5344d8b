namespace Connector.LocalRedis.Tests;

/// <summary>A made-up machine for the locator: a PATH with only the given programs, a cache of its own, and what was announced.</summary>
internal sealed class Machine : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-machine-");
    private readonly List<string> _announced = [];

    public Machine()
    {
        Directory.CreateDirectory(Bin);
        File.WriteAllText(OsRelease, "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n");
        Options = new RedisLocateOptions
        {
            SearchPath = Bin,
            CacheDirectory = Path.Combine(_directory.FullName, "cache", "connector"),
            OsReleaseFile = OsRelease,
            DpkgStatusFile = Path.Combine(_directory.FullName, "no-dpkg-status"),
        };
    }

    public RedisLocateOptions Options { get; set; }

    public string Bin => Path.Combine(_directory.FullName, "bin");

    public string OsRelease => Path.Combine(_directory.FullName, "os-release");

    public string Data => _directory.CreateSubdirectory("data").FullName;

    public IReadOnlyList<string> Announced
    {
        get
        {
            lock (_announced)
            {
                return [.. _announced];
            }
        }
    }

    /// <summary>A program that is this shell script.</summary>
    public string Script(string name, string body)
    {
        var file = Path.Combine(Bin, name);
        File.WriteAllText(file, "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }

    /// <summary>One of this machine's real programs; false where it has none.</summary>
    public bool Borrow(string name)
    {
        var real = Tool.Find(Environment.GetEnvironmentVariable("PATH") ?? "", name);
        if (real is not null)
        {
            File.CreateSymbolicLink(Path.Combine(Bin, name), real);
        }

        return real is not null;
    }

    public Task<RedisBinary> LocateAsync() => RedisBinary.LocateAsync(Options, Announce, TestContext.Current.CancellationToken);

    public async Task<string> FailureAsync() => (await Assert.ThrowsAsync<RedisNotFoundException>(LocateAsync)).Message;

    public void Dispose() => _directory.Delete(recursive: true);

    private void Announce(string line)
    {
        lock (_announced)
        {
            _announced.Add(line);
        }
    }
}
