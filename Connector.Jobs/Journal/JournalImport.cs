using System.Text;
using System.Text.Json;
using Connector.Jobs.Disk;

namespace Connector.Jobs.Journal;

/// <summary>What was taken over of a file of a version before.</summary>
/// <param name="File">Its name.</param>
/// <param name="Entries">Its entries that can be read.</param>
/// <param name="IsTorn">Whether its last line was cut off by a crash: what it spoke of was not written.</param>
/// <param name="Damaged">Lines that cannot be read although others follow; they are kept in a file beside it.</param>
public sealed record ImportedFile(string File, long Entries, bool IsTorn, IReadOnlyList<long> Damaged);

/// <summary>
/// Takes over the snapshot files of the versions before, <c>{tenant}.{yyyyMMdd}.{process}.{number}.jsonl</c>: a header, then an entry a line. A file whose
/// lines are all in a journal, or beside it as damaged, is deleted, since an erasure reaches the journals only. How many of its lines are taken over is
/// committed with them, so that after a crash whoever comes next goes on there.
/// </summary>
/// <remarks>A worker of a version before that still runs begins another file when its own is gone, and keeps <c>{tenant}.lock</c> while it appends.</remarks>
public static class JournalImport
{
    private const int Batch = 1000;
    private const int Layout = 1;
    private const string Unfinished = ".new";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is anything of a tenant to take over.</summary>
    /// <exception cref="JournalFailedException">The directory cannot be read.</exception>
    public static bool IsDue(string directory, string tenant)
    {
        try
        {
            return JournalFiles.OldIn(directory, TenantName.Check(tenant)).Count > 0;
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("cannot be read", directory, failed);
        }
    }

    /// <summary>Takes over what there is, one process at a time.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="writer">This process' journal in it.</param>
    /// <param name="told">Is told each file that is done.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    /// <exception cref="JournalFailedException">It is not done.</exception>
    public static async Task RunAsync(string directory, JournalWriter writer, Action<ImportedFile> told, CancellationToken cancellationToken)
    {
        var path = directory;
        try
        {
            if (JournalFiles.OldIn(directory).Count == 0)
            {
                return;
            }

            using var turn = await FileLock.TakeAsync(Path.Combine(directory, "import.lock"), Patience, cancellationToken)
                ?? throw new JournalFailedException($"Another worker is taking over the snapshot files of an older version in {directory}. It is tried again.");
            foreach (var file in JournalFiles.OldIn(directory))
            {
                path = file;
                var tenant = TenantName.Check(Path.GetFileName(file).Split('.')[0]);
                using var still = await FileLock.TakeAsync(Path.Combine(directory, $"{tenant}.lock"), Patience, cancellationToken)
                    ?? throw new IOException("a worker of an older version has been appending for too long");
                told(await TakeOverAsync(directory, tenant, file, writer, cancellationToken));
            }
        }
        catch (Exception failed) when (failed is ArgumentException || JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("of an older version could not be taken over", path, failed);
        }
    }

    private static async Task<ImportedFile> TakeOverAsync(string directory, string tenant, string path, JournalWriter writer, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        long done;
        using (var reading = JournalReading.Open(directory))
        {
            done = reading.Imported(name);
        }

        var (batch, damaged, entries, unread) = (new List<JournalEntry>(), new List<long>(), 0L, (string?)null);
        await using var beside = new DamagedLines(path + ".damaged");
        var number = 0L;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            if (unread is not null)
            {
                damaged.Add(number);
                await beside.AddAsync(unread);
            }

            number++;
            unread = number == 1 ? (IsHeader(line) ? null : line) : TryRead(line) is { } entry ? Keep(entry) : line;
            if (batch.Count == Batch)
            {
                await SaveAsync();
            }
        }

        await SaveAsync();
        await beside.StoreAsync();
        File.Delete(path + Unfinished);
        File.Delete(path);
        return new ImportedFile(name, entries, unread is not null, damaged);

        string? Keep(JournalEntry entry)
        {
            entries++;
            if (number > done)
            {
                batch.Add(entry);
            }

            return null;
        }

        async Task SaveAsync()
        {
            if (batch.Count > 0)
            {
                await writer.ImportAsync(tenant, batch, name, number, cancellationToken);
                batch.Clear();
            }
        }
    }

    private static bool IsHeader(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, JournalJson.Default.OldHeader) is { Layout: var layout }
                && (layout <= Layout ? true : throw new NotSupportedException($"it has layout {layout}, and this version of the connector knows layouts up to {Layout}"));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JournalEntry? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, JournalJson.Default.JournalEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The file of lines that cannot be read, made with the first of them.</summary>
    private sealed class DamagedLines(string path) : IAsyncDisposable
    {
        private StreamWriter? _writer;

        public async Task AddAsync(string line)
        {
            if (_writer is null)
            {
                File.Delete(path);
                PrivateFiles.MakeFile(path);
                _writer = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), new FileStreamOptions { Mode = FileMode.Truncate, Access = FileAccess.Write });
            }

            await _writer.WriteLineAsync(line);
        }

        public async Task StoreAsync()
        {
            if (_writer is not null)
            {
                await _writer.FlushAsync();
                ((FileStream)_writer.BaseStream).Flush(flushToDisk: true);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_writer is not null)
            {
                await _writer.DisposeAsync();
            }
        }
    }
}
