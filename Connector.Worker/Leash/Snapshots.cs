using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Snapshots;
using Connector.Jobs.Undo;
using Connector.Worker.Passes;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Leash;

/// <summary>This process' snapshot files, one writer for each tenant.</summary>
internal sealed class Snapshots(WorkerName worker, IOptions<WorkerOptions> options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SnapshotWriter>> _writers = new();

    /// <summary>Puts a line on the disk.</summary>
    /// <exception cref="SnapshotFailedException">It is not there, or there is no directory.</exception>
    public Task AppendAsync(string tenant, SnapshotLine line, CancellationToken cancellationToken) =>
        options.Value.SnapshotDirectory is { Length: > 0 } directory
            ? _writers.GetOrAdd(tenant, t => new(() => new SnapshotWriter(
                directory, t, worker.Name, options.Value.SnapshotFileBytes, options.Value.SnapshotMaxBytes, time))).Value.AppendAsync(line, cancellationToken)
            : throw new SnapshotFailedException("Worker:SnapshotDirectory is empty: without a snapshot nothing is written.");

    /// <summary>What the tenant's files say of our writes, oldest first: those of all workers that share the directory.</summary>
    /// <exception cref="SnapshotFailedException">They cannot be read, or there is no directory.</exception>
    public async IAsyncEnumerable<WriteRecord> ReadAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.Value.SnapshotDirectory is not { Length: > 0 } directory)
        {
            throw new SnapshotFailedException("This worker has no Worker:SnapshotDirectory to undo from.");
        }

        IReadOnlyList<WriteRecord> writes;
        try
        {
            writes = Directory.Exists(directory) ? await WriteHistory.ReadSnapshotsAsync(directory, tenant, cancellationToken).ToListAsync(cancellationToken) : [];
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SnapshotFailedException($"The snapshot files in Worker:SnapshotDirectory cannot be read ({failed.GetType().Name}).", failed);
        }

        foreach (var write in writes)
        {
            yield return write;
        }
    }

    /// <summary>Takes an entity's lines out of the tenant's files, those of all workers that share the directory.</summary>
    /// <returns>How many lines.</returns>
    /// <exception cref="SnapshotFailedException">They may be there still.</exception>
    public async Task<int> EraseAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        try
        {
            return options.Value.SnapshotDirectory is { Length: > 0 } directory
                ? await SnapshotErasing.EraseAsync(directory, tenant, entity, cancellationToken)
                : 0;
        }
        catch (InvalidDataException newer)
        {
            throw new SnapshotFailedException($"A snapshot file was not erased from: {newer.Message} Let a newer worker do it.", newer);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new SnapshotFailedException($"The snapshot files in Worker:SnapshotDirectory could not be erased from ({failed.GetType().Name}).", failed);
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
        {
            writer.Value.Dispose();
        }
    }
}
