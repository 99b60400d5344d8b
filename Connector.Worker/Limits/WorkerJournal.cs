using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Limits;

/// <summary>This process' journal, and those of the others that share its directory.</summary>
internal sealed class WorkerJournal(IOptions<WorkerOptions> options, TimeProvider time, ILogger<WorkerJournal> log) : IDisposable
{
    private readonly Lazy<JournalWriter?> _writer = new(() =>
        options.Value.SnapshotDirectory is { Length: > 0 } directory ? new JournalWriter(directory, options.Value.SnapshotMaxBytes) : null);

    private readonly Lazy<JournalMark> _mark = new(() => new JournalMark(options.Value.SnapshotDirectory!, time));

    private string? _identity;
    private volatile string? _refusal;

    private string? Directory => options.Value.SnapshotDirectory is { Length: > 0 } directory ? directory : null;

    /// <summary>Opens this process' journal and looks whether the others can be read.</summary>
    /// <returns>What is wrong, and what to do; null if all is well.</returns>
    public string? Problem()
    {
        try
        {
            _writer.Value?.Open();
            using var reading = Directory is { } directory ? JournalReading.Open(directory) : null;
            return null;
        }
        catch (JournalFailedException failed)
        {
            return failed.Message;
        }
    }

    /// <summary>What says in Redis that this very directory is in use; there must be one.</summary>
    public JournalMark Mark => _mark.Value;

    /// <summary>Why nothing is to be written, read or erased, though it could be: this directory, or another, is a copy. Null if neither is known to be.</summary>
    public string? Refusal
    {
        get => _refusal;
        set => _refusal = value;
    }

    /// <summary>Puts an entry on the disk.</summary>
    /// <exception cref="JournalFailedException">It is not there, or there is no directory.</exception>
    public Task AppendAsync(string tenant, JournalEntry entry, CancellationToken cancellationToken) => Allowed() is { } writer
        ? writer.AppendAsync(tenant, entry, cancellationToken)
        : throw new JournalFailedException("Worker:SnapshotDirectory is empty: without an entry in the journal nothing is written.");

    /// <summary>Whether there is a directory.</summary>
    public bool IsKept => Directory is not null;

    /// <summary>What its directory is called among those of other machines; empty if there is none.</summary>
    /// <exception cref="JournalFailedException">It cannot be read or made.</exception>
    public async Task<string> IdentityAsync(CancellationToken cancellationToken) =>
        _identity ??= Directory is { } directory ? await JournalIdentity.OfAsync(directory, cancellationToken) : "";

    /// <summary>For erasing what was erased elsewhere, which one process of the directory does for all; null while another does.</summary>
    /// <exception cref="JournalFailedException">The directory cannot be written.</exception>
    public IDisposable? TryTakeTurn() => JournalErasing.TryTakeTurn(Directory!);

    /// <summary>Deletes entries that are older than <see cref="WorkerOptions.SnapshotRetention"/>, and files that hold none.</summary>
    /// <returns>How many entries, and how many files.</returns>
    /// <exception cref="JournalFailedException">Some are there still.</exception>
    public Task<(int Entries, int Files)> CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) => _writer.Value is { } writer
        ? JournalRetention.RunAsync(Directory!, writer, now - options.Value.SnapshotRetention, cancellationToken)
        : Task.FromResult((0, 0));

    /// <summary>Opens the journals of all workers that share the directory for reading; to be disposed of.</summary>
    /// <exception cref="JournalFailedException">They cannot be read, or there is no directory.</exception>
    public async Task<JournalReading> ReadAsync(CancellationToken cancellationToken)
    {
        var directory = Directory ?? throw new JournalFailedException("This worker has no Worker:SnapshotDirectory to undo from.");
        Allowed();
        await ImportAsync(cancellationToken);
        return JournalReading.Open(directory);
    }

    /// <summary>Erases an entity's entries from the journals of all workers that share the directory.</summary>
    /// <returns>How many entries.</returns>
    /// <exception cref="JournalFailedException">They may be there still.</exception>
    public async Task<int> EraseAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        if (Directory is not { } directory)
        {
            return 0;
        }

        Allowed();
        await ImportAsync(cancellationToken);
        return await JournalErasing.EraseAsync(directory, tenant, entity, cancellationToken);
    }

    /// <summary>Takes over the snapshot files that workers of a version before have left, if there are any.</summary>
    /// <exception cref="JournalFailedException">They are not all taken over.</exception>
    public Task ImportAsync(CancellationToken cancellationToken) => _writer.Value is { } writer
        ? JournalImport.RunAsync(Directory!, writer, Tell, cancellationToken)
        : Task.CompletedTask;

    public void Dispose()
    {
        if (_writer.IsValueCreated)
        {
            _writer.Value?.Dispose();
        }
    }

    private JournalWriter? Allowed() => _refusal is { } refusal ? throw new JournalFailedException(refusal) : _writer.Value;

    private void Tell(ImportedFile file)
    {
        log.JournalImported(file.File, file.Entries);
        if (file.Damaged.Count > 0)
        {
            log.JournalLinesDamaged($"{file.File}:{string.Join(',', file.Damaged)}", $"{file.File}.damaged");
        }
    }
}
