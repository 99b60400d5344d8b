using System.Net;
using System.Net.Sockets;

namespace Connector.Testing.Wires;

/// <summary>
/// A wire to a server on loopback that can fall silent: connections stay open, and nothing passes any more, as when the machine at its other end lost
/// its power. Only a ping that is not answered tells.
/// </summary>
public sealed class SilentWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _ends = [];
    private readonly Uri _to;
    private Task _accepting = Task.CompletedTask;
    private bool _isSilent;

    private SilentWire(Uri to) => _to = to;

    /// <summary>Where the wire begins.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>A wire to a server.</summary>
    public static SilentWire To(Uri server)
    {
        var wire = new SilentWire(server);
        wire._listener.Start();
        wire._accepting = wire.AcceptAsync();
        return wire;
    }

    /// <summary>From now on whatever is sent into the wire, from either side, is read and lost.</summary>
    public void FallSilent() => Volatile.Write(ref _isSilent, true);

    /// <summary>Cuts all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_ends);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ends.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The wire is taken down.
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        using (near)
        {
            using var far = new TcpClient { NoDelay = true };
            near.NoDelay = true;
            try
            {
                await far.ConnectAsync(_to.Host, _to.Port, _end.Token);
                await Task.WhenAny(PassAsync(near.GetStream(), far.GetStream()), PassAsync(far.GetStream(), near.GetStream()));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException)
            {
                // The other side is gone, or the wire is taken down.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _end.Token) is > 0 and var count)
            {
                if (!Volatile.Read(ref _isSilent))
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }
}
