namespace Connector.Sandbox.Control;

/// <summary>
/// Counts the tenant API's calls in each sliding second. SuperOffice publishes no limit; ten a second is what others keep to
/// and what the connector promises.
/// </summary>
internal sealed class CallRate(TimeProvider time)
{
    /// <summary>Calls a second that are still polite.</summary>
    public const int Limit = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _counting = new();
    private readonly Queue<long> _recent = new();

    /// <summary>All calls since the start or the last reset.</summary>
    public long Total { get; private set; }

    /// <summary>The most calls in any second.</summary>
    public int Most { get; private set; }

    /// <summary>Calls that came as the eleventh or later of a second.</summary>
    public long OverLimit { get; private set; }

    /// <summary>Counts a call.</summary>
    /// <returns>Calls in the second that ends now, this one included.</returns>
    public int Count()
    {
        lock (_counting)
        {
            var now = time.GetTimestamp();
            while (_recent.TryPeek(out var first) && time.GetElapsedTime(first, now) >= Window)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue(now);
            Total++;
            Most = Math.Max(Most, _recent.Count);
            OverLimit += _recent.Count > Limit ? 1 : 0;
            return _recent.Count;
        }
    }

    public void Reset()
    {
        lock (_counting)
        {
            _recent.Clear();
            (Total, Most, OverLimit) = (0, 0, 0);
        }
    }
}
