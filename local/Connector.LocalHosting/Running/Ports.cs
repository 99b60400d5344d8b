using System.Net;
using System.Net.Sockets;

namespace Connector.LocalHosting.Running;

/// <summary>
/// TCP ports on loopback. A free one is taken from below the range in which Linux puts outgoing connections, and kept occupied
/// until its process starts, so that nobody else gets it in between.
/// </summary>
internal sealed class Ports : IDisposable
{
    private readonly Dictionary<int, List<Socket>> _kept = [];

    public int TakeFree()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (!_kept.ContainsKey(port) && Listen(port) is { } sockets)
            {
                _kept[port] = sockets;
                return port;
            }
        }
    }

    /// <summary>Lets the port's process have it; false if another program has it.</summary>
    public bool Release(int port)
    {
        var sockets = _kept.Remove(port, out var kept) ? kept : Listen(port);
        sockets?.ForEach(socket => socket.Dispose());
        return sockets is not null;
    }

    public void Dispose() => _kept.Keys.ToList().ForEach(port => Release(port));

    private static List<Socket>? Listen(int port)
    {
        var sockets = new List<Socket>();
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            try
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(address, port));
                socket.Listen(1);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                sockets.ForEach(socket => socket.Dispose());
                return null;
            }
            catch (SocketException)
            {
                // A machine without that address family: its processes do not listen there either.
            }
        }

        return sockets;
    }
}
