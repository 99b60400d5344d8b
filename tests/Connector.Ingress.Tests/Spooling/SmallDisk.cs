using Connector.Testing.Disks;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>A real file system that is full soon.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly Mount _mount;

    private SmallDisk(string path, Mount mount) => (Path, _mount) = (path, mount);

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one; null where that is not ours to do.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("connector-disk-").FullName;
        if (Mount.TrySmall(path, megabytes) is { } mount)
        {
            return new SmallDisk(path, mount);
        }

        Directory.Delete(path);
        return null;
    }

    /// <summary>Takes it away, and all that is on it.</summary>
    public void Dispose()
    {
        _mount.Dispose();
        Directory.Delete(Path);
    }
}
