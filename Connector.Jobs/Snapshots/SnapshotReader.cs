using System.Text.Json;

namespace Connector.Jobs.Snapshots;

/// <summary>What the files of a tenant say.</summary>
/// <param name="Lines">All lines, oldest first.</param>
/// <param name="Torn">Files whose last line was cut off by a crash: what it spoke of was not written.</param>
/// <param name="Damaged">Lines that cannot be read although others follow, or whole files: <c>file:line</c>.</param>
public sealed record SnapshotReading(IReadOnlyList<SnapshotLine> Lines, int Torn, IReadOnlyList<string> Damaged);

/// <summary>Reads snapshot files, also while they are being written.</summary>
public static class SnapshotReader
{
    /// <summary>Reads all files of a tenant.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file has a newer layout.</exception>
    public static async Task<SnapshotReading> ReadAsync(string directory, string tenant, CancellationToken cancellationToken)
    {
        var (lines, damaged, torn) = (new List<SnapshotLine>(), new List<string>(), 0);
        foreach (var path in Directory.EnumerateFiles(directory, $"{TenantName.Check(tenant)}.*.jsonl"))
        {
            torn += await ReadFileAsync(path, lines, damaged, cancellationToken) ? 1 : 0;
        }

        return new SnapshotReading([.. lines.OrderBy(l => l.At).ThenBy(l => l.Fence)], torn, damaged);
    }

    /// <returns>Whether the last line was torn.</returns>
    private static async Task<bool> ReadFileAsync(string path, List<SnapshotLine> lines, List<string> damaged, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        var (number, unread) = (0, -1);
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            number++;
            if (unread > 0)
            {
                damaged.Add($"{Path.GetFileName(path)}:{unread}");
                unread = -1;
            }

            if (!(number == 1 ? IsHeader(path, text) : TryAdd(text, lines)))
            {
                unread = number;
            }
        }

        return unread > 0;
    }

    /// <summary>Whether the text is a header.</summary>
    /// <exception cref="InvalidDataException">It is one of a newer layout.</exception>
    internal static bool IsHeader(string path, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SnapshotJson.Default.SnapshotHeader) is { Layout: var layout }
                && (layout <= SnapshotHeader.Current
                    ? true
                    : throw new InvalidDataException($"{path} has layout {layout}; this version reads layouts up to {SnapshotHeader.Current}."));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryAdd(string text, List<SnapshotLine> lines)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, SnapshotJson.Default.SnapshotLine) is not { } line)
            {
                return false;
            }

            lines.Add(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
