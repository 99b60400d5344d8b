using System.Net;
using System.Net.Sockets;

namespace Connector.Testing;

/// <summary>A port for a program that cannot choose its own (bind to port 0 wherever possible). Somebody else may take it: retry.</summary>
public static class FreePort
{
    /// <summary>A loopback port that nobody listened on a moment ago.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
