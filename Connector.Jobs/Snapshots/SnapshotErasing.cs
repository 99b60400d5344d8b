using System.Text;
using System.Text.Json;
using Connector.Jobs.Accounts;

namespace Connector.Jobs.Snapshots;

/// <summary>
/// Takes an entity's lines out of a tenant's snapshot files. A file that has some is written anew beside the old one and takes its name in
/// one step, so that a crash leaves the one or the other, and doing it again finishes it. What follows a file's rewriting: see <see cref="SnapshotWriter"/>.
/// </summary>
public static class SnapshotErasing
{
    private const string Unfinished = ".new";

    /// <summary>Erases, on the disk when this returns.</summary>
    /// <param name="directory">The directory; nothing is erased if it is not there.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="entity">Whose lines.</param>
    /// <param name="cancellationToken">Ends it between two lines; beginning again finishes it.</param>
    /// <returns>How many lines this call took out. A line that cannot be read is taken out if it names the entity.</returns>
    /// <exception cref="IOException">Files cannot be read or written, or somebody else has been rewriting them for half a minute.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    /// <exception cref="InvalidDataException">A file has a newer layout; those before it are done.</exception>
    public static async Task<int> EraseAsync(string directory, string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            return 0;
        }

        await using var turn = await SnapshotLock.ToRewriteAsync(directory, TenantName.Check(tenant), cancellationToken);
        foreach (var left in Directory.GetFiles(directory, $"{tenant}.*.jsonl{Unfinished}"))
        {
            File.Delete(left);
        }

        var erased = 0;
        foreach (var path in Directory.GetFiles(directory, $"{tenant}.*.jsonl").Order(StringComparer.Ordinal))
        {
            erased += await EraseAsync(path, entity.ToString(), cancellationToken);
        }

        return erased;
    }

    private static async Task<int> EraseAsync(string path, string entity, CancellationToken cancellationToken)
    {
        var (kept, erased) = (new FileInfo(path + Unfinished), 0);
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            using var reader = new StreamReader(file);
            await using var target = Create(kept.FullName);
            await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
            {
                if (number == 1)
                {
                    SnapshotReader.IsHeader(path, line);
                }
                else if (IsOf(line, entity))
                {
                    erased++;
                    continue;
                }

                await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
            }

            if (erased > 0)
            {
                await writer.FlushAsync(cancellationToken);
                target.Flush(flushToDisk: true);
            }
        }

        if (erased > 0)
        {
            File.Move(kept.FullName, path, overwrite: true);
        }
        else
        {
            kept.Delete();
        }

        return erased;
    }

    private static bool IsOf(string line, string entity)
    {
        try
        {
            return JsonSerializer.Deserialize(line, SnapshotJson.Default.SnapshotLine)?.Entity == entity;
        }
        catch (JsonException)
        {
            return line.Contains($"\"{entity}\"", StringComparison.Ordinal);
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
