using System.Net;
using System.Net.Sockets;

namespace Connector.Reliability.Tests.Running;

/// <summary>
/// A port that is still free when a killed service comes back to it: below those that the kernel hands to outgoing connections, which
/// would otherwise take it meanwhile.
/// </summary>
internal static class StablePort
{
    private const int First = 12_000;
    private const int Last = 32_000;

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
