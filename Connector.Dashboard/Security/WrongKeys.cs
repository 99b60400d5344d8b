using System.Net;
using System.Threading.RateLimiting;

namespace Connector.Dashboard.Security;

/// <summary>
/// How many wrong keys an address may send a minute before it has to wait. A right key is taken whatever else came from there, so
/// that nobody behind the same proxy can lock an operator out. Addresses share a fixed number of places.
/// </summary>
internal sealed class WrongKeys : IDisposable
{
    /// <summary>Wrong keys a minute that are answered 401.</summary>
    public const int Most = 10;

    private const int Places = 1024;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, int>(client =>
        RateLimitPartition.GetFixedWindowLimiter(
            (int)((uint)HashCode.Combine(client) % Places), _ => new FixedWindowRateLimiterOptions { PermitLimit = Most, Window = Window }));

    /// <summary>Notes a wrong key.</summary>
    /// <returns>How long the address has to wait, if there were too many; else null.</returns>
    public TimeSpan? Note(IPAddress? client)
    {
        using var lease = _limiter.AttemptAcquire(client);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    public void Dispose() => _limiter.Dispose();
}
