using System.Diagnostics;
using Connector.Jobs.Memory;
using Microsoft.Extensions.Logging;

namespace Connector.Jobs.Queue;

/// <summary>
/// From 70 % of Redis' memory on, lets history make room for live work, until there is enough or history has nothing more to give. In this order: events of
/// ended jobs, ended jobs, runs that nothing is left of and the stream of ends, outdated answers. The oldest goes first, of the tenant with most. Several
/// processes at it at once do no harm.
/// </summary>
public sealed class HistoryRoom(Shard shard, EndedJobs ended, MemoryWatch memory, JobsMetrics metrics, TimeProvider time, ILogger<HistoryRoom> logger)
{
    /// <summary>What each tenant keeps of its newest ended jobs, so that an operator still sees something.</summary>
    public const int Floor = 100;

    /// <summary>History begins to make room at 70 % and stops here.</summary>
    private const double Enough = 68;

    /// <summary>Of ended jobs and their events, before memory is looked at again.</summary>
    private const int Round = 2_000;

    private const int Step = EndedJobs.Step;
    private const int HistoryKept = 10_000;

    private static readonly Script Answers = new("trim-answers");

    private long _runsFrom;
    private bool _reported;

    /// <summary>Makes room, if there is need, for a while at most.</summary>
    /// <returns>True if there is room, or need of none.</returns>
    public async Task<bool> MakeAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (memory.Pressure < MemoryPressure.Trim)
        {
            _reported = false;
            return true;
        }

        await ended.MoveAsync(cancellationToken);
        var began = time.GetTimestamp();
        var tenants = await ended.TenantsAsync(cancellationToken);
        foreach (var gives in (Func<Task<bool>>[])[BodiesAsync, JobsAsync, RunsAsync, StreamAsync, AnswersAsync])
        {
            while (await IsNeededAsync())
            {
                var round = Stopwatch.GetTimestamp();
                if (!await gives())
                {
                    break;
                }

                if (time.GetElapsedTime(began) >= atMost)
                {
                    return !await IsNeededAsync();
                }

                // What others want of Redis comes first: they get as much of it as this took.
                await Task.Delay(Stopwatch.GetElapsedTime(round), time, cancellationToken);
            }
        }

        var isRoom = !await IsNeededAsync();
        Tell(isRoom);
        return isRoom;

        async Task<bool> IsNeededAsync()
        {
            await memory.LookAsync(cancellationToken);
            return memory.Use.Percent >= Enough;
        }

        Task<bool> BodiesAsync() => LowerAsync(
            tenants, tenant => tenant.Bodies, (tenant, level) => (tenant with { Bodies = level }, tenant.Jobs, level), "bodies", cancellationToken);

        Task<bool> JobsAsync() => LowerAsync(
            tenants, tenant => tenant.Jobs, (tenant, level) => (tenant with { Jobs = level }, level, level), "jobs", cancellationToken);

        async Task<bool> RunsAsync()
        {
            var (looked, gone) = await ended.TrimRunsAsync(_runsFrom, Step, cancellationToken);
            metrics.Trimmed("runs", gone);
            _runsFrom = looked < Step ? 0 : _runsFrom + looked - gone;
            return looked == Step;
        }

        async Task<bool> StreamAsync()
        {
            await shard.Database.StreamTrimAsync(Keys.History, HistoryKept, useApproximateMaxLength: true).WaitAsync(cancellationToken);
            return false;
        }

        async Task<bool> AnswersAsync()
        {
            var gone = (int)await shard.RunAsync(Answers, cancellationToken, Step);
            metrics.Trimmed("answers", gone);
            return gone > 0;
        }
    }

    /// <summary>One round: those with most give theirs, down to a level that is a round lower for all together.</summary>
    /// <returns>False if all are at the floor.</returns>
    private async Task<bool> LowerAsync(
        List<TenantHistory> tenants, Func<TenantHistory, long> size, Func<TenantHistory, long, (TenantHistory After, long Records, long Bodies)> lower, string what,
        CancellationToken cancellationToken)
    {
        var level = Math.Max(Floor, FairShare.Level(tenants.Select(size), tenants.Sum(size) - Round));
        var gave = false;
        for (var i = 0; i < tenants.Count; i++)
        {
            if (size(tenants[i]) <= level)
            {
                continue;
            }

            var (after, records, bodies) = lower(tenants[i], level);
            int step;
            do
            {
                var (forgotten, bared) = await ended.TrimAsync(tenants[i].Name, records, bodies, Step, cancellationToken);
                step = forgotten + bared;
                metrics.Trimmed(what, step);
            }
            while (step == Step);
            tenants[i] = after;
            gave = true;
        }

        return gave;
    }

    private void Tell(bool isRoom)
    {
        if (!isRoom && !_reported && memory.Pressure >= MemoryPressure.Trim)
        {
            JobsLog.NothingToGive(logger, (int)memory.Use.Percent);
        }

        _reported = !isRoom;
    }
}
