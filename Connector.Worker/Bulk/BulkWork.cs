using System.Globalization;
using Connector.Jobs.Bulk;
using Connector.Jobs.Journal;
using Connector.Jobs.Memory;
using Connector.Jobs.Queue;
using Connector.Worker.Passes;
using Connector.Worker.Requests;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Bulk;

/// <summary>
/// Works on bulk requests, part after part: counts what is found, and, if it is no dry run, asks for a job for each entity. How far it is, is
/// kept as it goes; after a pass's time, or a crash, another pass goes on from there, and what is asked for twice is one job. While Redis fills up, it waits.
/// </summary>
internal sealed class BulkWork(
    BulkRequests bulks, JobRequests requests, MemoryWatch memory, IEnumerable<IBulkSource> sources, IOptions<WorkerOptions> options)
{
    private const int PartsBetweenSaves = 20;

    private readonly Dictionary<RequestKind, IBulkSource> _sources = sources.ToDictionary(s => s.Kind);

    // Nobody waits for it, and each job of it takes room.
    private bool IsFillingUp => memory.Pressure >= MemoryPressure.Trim;

    /// <summary>Works on one.</summary>
    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        if (await bulks.FindAsync(scope.Tenant, request.JobId, cancellationToken) is not { } bulk)
        {
            return RequestWork.Dead(request, "bulk_unknown", "What was asked for is not known any more. Ask again.");
        }

        try
        {
            return await RunAsync(scope, request, bulk, cancellationToken);
        }
        catch (JournalFailedException failed)
        {
            return RequestWork.Dead(request, "no_snapshots", failed.Message);
        }
    }

    private async Task<EntityResult> RunAsync(PassScope scope, PassJob request, BulkRequest bulk, CancellationToken cancellationToken)
    {
        var (counts, cursor, parts) = (new Dictionary<string, long>(bulk.Counts), bulk.Cursor, 0);
        var asked = new List<JobRequest>();
        if (bulk.State != BulkState.Done)
        {
            if (IsFillingUp)
            {
                return Yielded(request);
            }

            await foreach (var part in _sources[bulk.Kind].FindAsync(bulk, cursor, cancellationToken))
            {
                scope.SuperOfficeAnswered = true;
                Add(counts, part.Counts);
                asked.AddRange(bulk.IsDryRun ? [] : part.Requests);
                cursor = part.Cursor;
                var timeIsOver = scope.Lease.Age > options.Value.WorkPerPass || scope.Lease.IsDrained;
                var isFillingUp = IsFillingUp;
                if (++parts % PartsBetweenSaves != 0 && !timeIsOver && !isFillingUp)
                {
                    continue;
                }

                await SaveAsync(done: false);
                if (isFillingUp)
                {
                    return Yielded(request);
                }

                if (timeIsOver)
                {
                    return new EntityResult.Released(new Release { Reason = ReleaseReason.HandedOver, Entity = request.Entity });
                }
            }

            await SaveAsync(done: true);
        }

        return new EntityResult.Finished(new EntityReport
        {
            Entity = request.Entity,
            Outcome = bulk.IsDryRun ? JobOutcome.Unchanged : JobOutcome.Completed,
            Reason = bulk.IsDryRun ? "previewed" : "asked_for",
            Detail = $"{bulk.Wish}: {Said(counts)}",
        });

        async Task SaveAsync(bool done)
        {
            Add(counts, new Dictionary<string, long> { ["jobs"] = asked.Count });
            await requests.SubmitAllAsync(asked, deed: null, cancellationToken);
            await bulks.SaveAsync(scope.Pass, bulk.Id, cursor, counts, done, cancellationToken);
            asked.Clear();
        }
    }

    private EntityResult.Released Yielded(PassJob request) => new(new Release
    {
        Reason = ReleaseReason.Yielded,
        Entity = request.Entity,
        Jobs = [request.JobId],
        Delay = options.Value.ProbeEvery,
        Detail = "Redis is filling up; this goes on later from where it is.",
    });

    private static void Add(Dictionary<string, long> counts, IReadOnlyDictionary<string, long> more)
    {
        foreach (var (what, count) in more.Where(found => found.Value != 0))
        {
            counts[what] = counts.GetValueOrDefault(what) + count;
        }
    }

    private static string Said(Dictionary<string, long> counts) => counts.Count == 0
        ? "nothing found"
        : string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));
}
