using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>The tickets given to the system user. Each use prolongs one. Source: SuperOffice docs, authentication/online.</summary>
internal sealed class Tickets(TimeProvider time)
{
    /// <summary>How long a ticket lives that is not used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <summary>A new ticket.</summary>
    public string Issue()
    {
        var ticket = $"7T:{RandomNumberGenerator.GetHexString(48)}";
        _until[ticket] = time.GetUtcNow() + Lifetime;
        return ticket;
    }

    /// <summary>Uses a ticket; false if it is unknown or has ended.</summary>
    public bool Use(string ticket)
    {
        var now = time.GetUtcNow();
        if (!_until.TryGetValue(ticket, out var until) || until <= now)
        {
            return false;
        }

        // Whoever else uses it at this moment prolongs it as well.
        _until.TryUpdate(ticket, now + Lifetime, until);
        return true;
    }

    /// <summary>Ends all tickets now.</summary>
    public void ExpireAll() => _until.Clear();
}
