using Connector.Jobs.Intake;

namespace Connector.Ingress.Spooling;

/// <summary>
/// Tells the dashboard, by way of Redis, how many events each file still holds. What does not change it says again within the hour only, since
/// Redis forgets after a day, or loses, what nobody repeats; and nothing at all where nothing was ever spooled.
/// </summary>
internal sealed class SpoolReport(Spool spool, SpoolCounts counts, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Repeated = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (long Events, long At)> _reported = [];
    private long? _last;

    /// <summary>Tells what has changed, or was told long ago, once a second at most.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last) < Between)
        {
            return;
        }

        _last = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var now = spool.Files.ToDictionary(file => file.Name, file => file.Events);
        foreach (var (file, events) in now.Where(entry => IsNews(entry.Key, entry.Value)))
        {
            await TellAsync(file, events, limit.Token);
        }

        foreach (var gone in _reported.Keys.Where(file => !now.ContainsKey(file)).ToList())
        {
            await TellAsync(gone, 0, limit.Token);
        }
    }

    /// <summary>Tells at once that a file holds nothing, whoever told of it before.</summary>
    public async Task EndAsync(SpoolFile file, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await TellAsync(file.Name, 0, limit.Token);
    }

    private bool IsNews(string file, long events) =>
        _reported.TryGetValue(file, out var told) ? told.Events != events || time.GetElapsedTime(told.At) >= Repeated : events > 0;

    private async Task TellAsync(string file, long events, CancellationToken cancellationToken)
    {
        await counts.SetAsync(file, events, cancellationToken);
        if (events > 0)
        {
            _reported[file] = (events, time.GetTimestamp());
        }
        else
        {
            _reported.Remove(file);
        }
    }
}
