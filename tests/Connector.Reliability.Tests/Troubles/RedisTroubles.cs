using System.Diagnostics;
using System.Net;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

namespace Connector.Reliability.Tests.Troubles;

/// <summary>Redis comes back as one that keeps nothing, or without the end of what it had kept.</summary>
internal sealed class RedisTroubles(ConnectorSystem system, JobMachine machine, Sender sender, ManyCompanies companies, SteadyPosts posts, StormWatch watch)
{
    private const string Unsafe = "This Redis is not safe any more";
    private const string Lost = "This Redis has lost data";
    private const int Many = 40;

    /// <summary>Events of a burst; the file is cut somewhere among them.</summary>
    private const int Burst = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Entities that were written to in the stretch whose end is lost: their ledger may be older than what we wrote, which then counts as a human's.
    /// </summary>
    public HashSet<string> Forgotten { get; } = [];

    /// <summary>Events that were answered with 200 and that Redis has lost with the end of its file.</summary>
    public HashSet<string> Cut { get; } = [];

    public IEnumerable<Trouble> All(Random random) =>
    [
        new("Redis restarted without its append-only file", ct => UnsafeAsync(["--appendonly", "no"], keeps: false, ct)),
        new("Redis restarted as one that evicts", ct => UnsafeAsync(["--maxmemory-policy", "allkeys-lru"], keeps: true, ct)),
        new("the end of the append-only file lost after a burst", ct => CutAsync(0.2 + (0.6 * random.NextDouble()), ct)),
    ];

    private async Task UnsafeAsync(IReadOnlyList<string> arguments, bool keeps, CancellationToken cancellationToken)
    {
        posts.Begin("Redis is killed and back, unsafe", HttpStatusCode.OK);
        await system.Redis.KillAsync();
        var killedAt = Stopwatch.GetTimestamp();
        await StormWatch.SaysOnceAsync(system.Workers[0], Unsafe, () => StormWatch.SaysOnceAsync(system.Ingresses[0], Unsafe, async () =>
        {
            await system.Redis.RestartAsync(arguments, cancellationToken);
            await watch.IngressIsAsync("Degraded", cancellationToken);
            await posts.AnsweredAsync(HttpStatusCode.OK, Many, cancellationToken);
        }, cancellationToken), cancellationToken);
        var given = await EventsAsync(cancellationToken);
        Assert.Equal(keeps, given.Count > 0);
        Assert.DoesNotContain(sender.Answers, answer => answer.SentAt > killedAt && given.Contains(answer.EventId));
        watch.Note($"posts while it is unsafe: {Text(posts.Counted())}");

        posts.Begin("Redis is safe again", HttpStatusCode.OK);
        await system.Redis.KillAsync();
        await system.Redis.RestartAsync(cancellationToken);
        await watch.IngressIsAsync("Healthy", cancellationToken);
        await watch.WorkerIsAsync("Healthy", cancellationToken);
    }

    private async Task CutAsync(double kept, CancellationToken cancellationToken)
    {
        posts.Begin("a burst", HttpStatusCode.OK);
        var before = sender.Answers.Where(answer => answer.IsPromised).Select(answer => answer.EventId).ToHashSet();

        // What is answered so far is in Redis, not in the spool, and so in the part of the file that stays.
        await watch.IngressIsAsync("Healthy", cancellationToken);
        var written = (await system.Crm.JournalAsync(cancellationToken)).Count;
        var (path, stays) = AppendOnlyFile.EndOf(system.Redis);
        await sender.PostAllAsync(Enumerable.Range(0, Burst).Select(companies.Irrelevant), 16, cancellationToken);
        posts.Begin("Redis is killed, its file cut, and it is back", HttpStatusCode.OK);
        await system.Redis.KillAsync();
        var killedAt = Stopwatch.GetTimestamp();
        var said = system.Ingresses.Concat(system.Workers).Sum(service => service.Said(Lost));
        var length = AppendOnlyFile.EndOf(system.Redis).Length;
        AppendOnlyFile.Cut(path, stays + (long)((length - stays) * kept));
        await system.Redis.RestartAsync(cancellationToken);
        await AppendOnlyFile.MakeWholeAsync(system.Redis, cancellationToken);
        await watch.LossIsKnownAsync(cancellationToken);
        await Eventually.TrueAsync(
            () => system.Ingresses.Concat(system.Workers).Sum(service => service.Said(Lost)) > said,
            Patience, "whoever noticed the loss says so", cancellationToken);
        await watch.IngressIsAsync("Healthy", cancellationToken);

        var there = await EventsAsync(cancellationToken);
        var gone = sender.Answers
            .Where(answer => answer.IsPromised && answer.SentAt < killedAt && !before.Contains(answer.EventId) && !there.Contains(answer.EventId))
            .Select(answer => answer.EventId).ToList();
        Cut.UnionWith(gone);
        var since = (await system.Crm.JournalAsync(cancellationToken)).Skip(written);
        Forgotten.UnionWith(since.Where(entry => entry.Kind == "patch").Select(entry => entry.Entity));
        watch.Note(
            $"{length - stays} bytes were written, {kept:P0} of them kept; "
            + $"{gone.Count} events that had been answered with 200 are gone, and that is known");
        Assert.NotEmpty(gone);
    }

    /// <summary>All events that Redis has jobs of.</summary>
    private Task<HashSet<string>> EventsAsync(CancellationToken cancellationToken) => Eventually.ValueAsync(
        async () => (await machine.JobsAsync()).Select(job => job.EventId).ToHashSet(), _ => true, Patience, "Redis answers us", cancellationToken);

    private static string Text(IReadOnlyDictionary<string, int> counted) => string.Join(", ", counted.Select(count => $"{count.Value} × {count.Key}"));
}
