using System.Text.Json;
using Connector.Jobs.Disk;

namespace Connector.Jobs.Journal;

/// <summary>Appends to this process' journal in a directory, see <see cref="JournalEntry"/>'s file.</summary>
/// <remarks>
/// Whoever has the turn writes what has come together meanwhile in one transaction, so that one sync of the disk serves all that wait for it. After a failure
/// the journal is closed and opened anew: what a disk has lost once, later commits to the same log could not be read behind.
/// </remarks>
/// <param name="directory">The directory; made if it is not there, for this user only.</param>
/// <param name="mostBytes">With so many bytes in the directory's journals nothing more is appended.</param>
public sealed class JournalWriter(string directory, long mostBytes) : IDisposable
{
    // Files never shrink, and are deleted once they hold no entry any more: small ones are sooner. Many would be open at a time.
    private const int FilesOfAll = 16;
    private const long LeastOfOne = 256 * 1024;

    private readonly long _mostOfOne = Math.Max(LeastOfOne, mostBytes / FilesOfAll);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _coming = new();
    private List<Waiting> _waiting = [];
    private JournalTable? _table;
    private FileLock? _held;

    /// <summary>Opens the journal, if it is not open.</summary>
    /// <exception cref="JournalFailedException">It cannot be opened or written.</exception>
    public void Open()
    {
        _turn.Wait();
        try
        {
            Opened();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Appends an entry; on the disk when this returns.</summary>
    /// <exception cref="JournalFailedException">It is not: what it speaks of must not be written.</exception>
    public async Task AppendAsync(string tenant, JournalEntry entry, CancellationToken cancellationToken)
    {
        var mine = new Waiting(TenantName.Check(tenant), entry, ValueOf(entry));
        lock (_coming)
        {
            _waiting.Add(mine);
        }

        try
        {
            await _turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_coming)
            {
                _waiting.Remove(mine);
            }

            throw;
        }

        try
        {
            if (!mine.IsOver)
            {
                await StoreAsync(TakeAll());
            }
        }
        finally
        {
            _turn.Release();
        }

        if (!mine.IsStored)
        {
            throw new JournalFailedException(mine.Failure!.Message, mine.Failure);
        }
    }

    /// <summary>Takes over entries of a file of a version before, and how many of its lines are taken over with them; on the disk when this returns.</summary>
    /// <exception cref="JournalFailedException">They are not.</exception>
    internal async Task ImportAsync(string tenant, IReadOnlyList<JournalEntry> entries, string file, long lines, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var table = Opened();
            await AppendAsync(table, entries.Select(entry => (tenant, entry, ValueOf(entry))), (file, lines));
            CloseIfLarge(table);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the journal up if it is this one and holds no entry but the remains of some: the next entry makes another.</summary>
    internal async Task GiveUpIfEmptyAsync(string path, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_table is { } own && Path.GetFullPath(own.Path) == Path.GetFullPath(path) && own.Measure() >= LeastOfOne && own.IsEmpty)
            {
                Close();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        _turn.Dispose();
    }

    private static byte[] ValueOf(JournalEntry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(new JournalContent(entry.Before, entry.Old, entry.New), JournalJson.Default.JournalContent);

    private List<Waiting> TakeAll()
    {
        lock (_coming)
        {
            var all = _waiting;
            _waiting = [];
            return all;
        }
    }

    private async Task StoreAsync(List<Waiting> all)
    {
        try
        {
            var table = Opened();
            var room = mostBytes - BytesOf(table);
            var fitting = all.TakeWhile(waiting => (room -= waiting.Value.Length) >= 0).ToList();
            if (fitting.Count > 0)
            {
                await AppendAsync(table, fitting.Select(waiting => (waiting.Tenant, waiting.Entry, waiting.Value)));
            }

            var full = new JournalFailedException(
                $"The journals in {directory} have {mostBytes} bytes, as much as they may: raise Worker:SnapshotMaxBytes, or make room.");
            all.ForEach(waiting => waiting.End(fitting.Contains(waiting) ? null : full));
            CloseIfLarge(table);
        }
        catch (Exception failed)
        {
            // Whatever it was: nobody may take an entry for stored that is not.
            Close();
            var failure = failed as JournalFailedException ?? JournalFailedException.Of("could not be written", directory, failed);
            all.ForEach(waiting => waiting.End(failure));
        }
    }

    private async Task AppendAsync(JournalTable table, IEnumerable<(string, JournalEntry, byte[])> entries, (string, long)? source = null)
    {
        try
        {
            await table.AppendAsync(entries, source);
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            Close();
            throw JournalFailedException.Of("could not be written", table.Path, failed);
        }
    }

    /// <summary>The journal, opened anew if somebody took its file away.</summary>
    private JournalTable Opened()
    {
        if (_table is { } open && File.Exists(open.Path))
        {
            return open;
        }

        Close();
        (_table, _held) = JournalFiles.Take(directory, _mostOfOne);
        return _table;
    }

    // The next entry makes another.
    private void CloseIfLarge(JournalTable table)
    {
        if (table.Measure() >= _mostOfOne)
        {
            Close();
        }
    }

    private long BytesOf(JournalTable own)
    {
        try
        {
            return own.Measure() + JournalFiles.In(directory).Where(path => path != own.Path).Sum(JournalFiles.LengthOf);
        }
        catch (Exception failed) when (JournalFailedException.Is(failed))
        {
            throw JournalFailedException.Of("could not be read", own.Path, failed);
        }
    }

    private void Close()
    {
        _table?.Dispose();
        _held?.Dispose();
        (_table, _held) = (null, null);
    }

    private sealed class Waiting(string tenant, JournalEntry entry, byte[] value)
    {
        public string Tenant => tenant;

        public JournalEntry Entry => entry;

        public byte[] Value => value;

        public bool IsStored { get; private set; }

        public JournalFailedException? Failure { get; private set; }

        public bool IsOver => IsStored || Failure is not null;

        public void End(JournalFailedException? failure) => (Failure, IsStored) = (failure, failure is null);
    }
}
