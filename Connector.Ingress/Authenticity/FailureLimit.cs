using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Authenticity;

/// <summary>
/// How many posts that prove nothing an address may send a minute before it has to wait. Only failures are asked about: a post that
/// proves itself is taken whatever else came from its address, so that strangers behind the same proxy cannot lock SuperOffice out.
/// </summary>
/// <remarks>
/// Addresses share a fixed number of places, by a hash that differs in each process: however many there are, an attacker's are no reason
/// to grow. Those that fall together fail together; nobody but senders of bad posts ever notices.
/// </remarks>
internal sealed class FailureLimit : IDisposable
{
    private const int Places = 16_384;

    private readonly TimeSpan _window;
    private readonly PartitionedRateLimiter<IPAddress?> _failures;

    public FailureLimit(IOptions<IngressOptions> options) : this(options.Value.FailuresPerMinute, TimeSpan.FromMinutes(1))
    {
    }

    internal FailureLimit(int most, TimeSpan window)
    {
        _window = window;
        _failures = PartitionedRateLimiter.Create<IPAddress?, int>(client => RateLimitPartition.GetFixedWindowLimiter(
            PlaceOf(client), _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = window }));
    }

    /// <summary>Notes a failure.</summary>
    /// <param name="client">Where it came from, if that is known.</param>
    /// <returns>How long the address has to wait, if it failed too often; else null.</returns>
    public TimeSpan? Note(IPAddress? client)
    {
        using var lease = _failures.AttemptAcquire(client);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : _window;
    }

    public void Dispose() => _failures.Dispose();

    // Whoever has one IPv6 address has all 2^64 of its network.
    internal static IPAddress? SenderOf(IPAddress? client)
    {
        if (client is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return client;
        }

        if (client.IsIPv4MappedToIPv6)
        {
            return client.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        client.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    // HashCode is seeded anew in each process.
    private static int PlaceOf(IPAddress? client) => (int)((uint)HashCode.Combine(SenderOf(client)) % Places);
}
