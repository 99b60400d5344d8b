using Microsoft.Extensions.Options;

namespace Connector.Worker.Limits;

/// <summary>
/// A write stop that needs neither Redis nor dashboard: <c>Worker:WriteStopFile</c> exists, and nobody writes; it is a directory, and the file
/// <c>all</c> in it stops everybody, one named like a tenant that tenant. Looked at before each write; what cannot be looked at stops.
/// </summary>
internal sealed class WriteStopFile(IOptions<WorkerOptions> options)
{
    public bool IsSet(string tenant)
    {
        if (options.Value.WriteStopFile is not { Length: > 0 } path)
        {
            return false;
        }

        try
        {
            return AttributesOf(path) is { } found
                && (!found.HasFlag(FileAttributes.Directory)
                    || AttributesOf(Path.Combine(path, "all")) is not null
                    || AttributesOf(Path.Combine(path, tenant)) is not null);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static FileAttributes? AttributesOf(string path)
    {
        try
        {
            return File.GetAttributes(path);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
