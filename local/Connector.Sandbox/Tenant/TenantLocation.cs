using Connector.Sandbox.Control;

namespace Connector.Sandbox.Tenant;

/// <summary>
/// Where the tenant lives, which only the state call tells. A process that listens on loopback has at least two names,
/// <c>localhost</c> and <c>127.0.0.1</c>; they play the numbered hosts between which SuperOffice moves tenants, and so does each
/// further port. Until it is moved or switched, the tenant is at home under every name.
/// </summary>
internal sealed class TenantLocation(Faults faults)
{
    private volatile string? _named;

    /// <summary>The tenant's host and port, seen from whoever asks.</summary>
    public string Host(HttpRequest request) => faults.Settings.TenantHost is { } home ? Full(home, request) : $"{request.Host}";

    /// <summary>Whether the tenant's API answers at the host that was called.</summary>
    public bool IsHere(HttpRequest request) => Full($"{request.Host}", request).Equals(Full(Host(request), request), StringComparison.OrdinalIgnoreCase);

    /// <summary>Remembers which host the state call named last: it is where callers expect the tenant.</summary>
    public void Named(string host) => _named = host;

    /// <summary>Moves the tenant.</summary>
    /// <param name="to">To which host; null for the other name of this machine.</param>
    /// <param name="request">The call that asks for it.</param>
    /// <returns>The host it left and the one it is at.</returns>
    public (string From, string To) Move(string? to, HttpRequest request)
    {
        var from = Full(faults.Settings.TenantHost ?? _named ?? $"{request.Host}", request);
        var host = Full(to ?? Other(from), request);
        faults.Update(settings => settings with { TenantHost = host });
        return (from, host);
    }

    /// <summary>Moves the tenant to the other name of this machine, seen from those who asked for its state.</summary>
    public void MoveToOther() => faults.Update(settings => settings with { TenantHost = Other(settings.TenantHost ?? _named ?? "localhost") });

    /// <summary>Another name under which this machine answers at the same port.</summary>
    public static string Other(string host)
    {
        var parts = new HostString(host);
        var name = parts.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : "localhost";
        return parts.Port is { } port ? $"{name}:{port}" : name;
    }

    private static string Full(string host, HttpRequest request)
    {
        var parts = new HostString(host);
        return $"{parts.Host}:{parts.Port ?? Port(request)}";
    }

    private static int Port(HttpRequest request) => request.Host.Port ?? (request.IsHttps ? 443 : 80);
}
