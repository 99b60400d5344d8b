using Connector.Jobs.Bulk;
using Connector.Jobs.Queue;

namespace Connector.Worker.Bulk;

/// <summary>A part of what a bulk request is about.</summary>
/// <param name="Cursor">Given back as <c>after</c>, the search goes on behind this part.</param>
/// <param name="Counts">What was found in it, by stable words.</param>
/// <param name="Requests">What has to be asked for to do it, always under the same job ids.</param>
internal sealed record BulkPart(string Cursor, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<JobRequest> Requests);

/// <summary>Finds what bulk requests of one kind are about; changes nothing.</summary>
internal interface IBulkSource
{
    /// <summary>The kind.</summary>
    RequestKind Kind { get; }

    /// <summary>The parts, in the order of their cursors.</summary>
    /// <param name="bulk">The request; its id names the batch.</param>
    /// <param name="after">The cursor behind which to begin; empty for the beginning.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<BulkPart> FindAsync(BulkRequest bulk, string after, CancellationToken cancellationToken);
}
