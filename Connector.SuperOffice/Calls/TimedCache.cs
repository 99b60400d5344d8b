using System.Collections.Concurrent;

namespace Connector.SuperOffice.Calls;

/// <summary>Keeps what changes rarely. One load at a time; a failed one leaves nothing behind, and the next caller tries again.</summary>
internal sealed class TimedCache<TKey, TValue>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until, long Load)> _entries = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private long _loads;

    /// <summary>The value, loaded if there is none or it is too old.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="load">Loads it.</param>
    /// <param name="lifetime">How long to keep what was loaded.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<TValue> GetAsync(
        TKey key, Func<CancellationToken, Task<TValue>> load, Func<TValue, TimeSpan> lifetime, CancellationToken cancellationToken)
    {
        if (TryGet(key, out var value))
        {
            return value;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            return TryGet(key, out value) ? value : await LoadAsync(key, load, lifetime, cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>
    /// The value as it is now: loaded anew, unless somebody else begins to after this call and before its turn. A load that fails leaves what is known.
    /// </summary>
    public async Task<TValue> RefreshAsync(
        TKey key, Func<CancellationToken, Task<TValue>> load, Func<TValue, TimeSpan> lifetime, CancellationToken cancellationToken)
    {
        var begun = Interlocked.Read(ref _loads);
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _entries.TryGetValue(key, out var entry) && entry.Load > begun ? entry.Value : await LoadAsync(key, load, lifetime, cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Forgets a value, also one that is being loaded now.</summary>
    public async Task ForgetAsync(TKey key, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        _entries.TryRemove(key, out _);
        _loading.Release();
    }

    public void Dispose() => _loading.Dispose();

    private async Task<TValue> LoadAsync(
        TKey key, Func<CancellationToken, Task<TValue>> load, Func<TValue, TimeSpan> lifetime, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _loads);
        var value = await load(cancellationToken);
        _entries[key] = (value, time.GetUtcNow() + lifetime(value), number);
        return value;
    }

    private bool TryGet(TKey key, out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry) && time.GetUtcNow() < entry.Until;
        value = entry.Value;
        return found;
    }
}
