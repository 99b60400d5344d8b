using System.Net.Sockets;
using System.Text;

namespace Connector.Worker.Tests.World;

/// <summary>
/// Counts the commands that clients send to a Redis. Its MONITOR names the source of each command, and names <c>lua</c> as that of what a script calls,
/// which costs no round trip: <c>+1764066125.1 [0 127.0.0.1:40112] "EVALSHA" …</c>, <c>+1764066125.1 [0 lua] "TIME"</c>. A connection of its own, so that
/// the counting counts nothing.
/// </summary>
internal sealed class CommandCount : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _lines;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _counting;
    private long _sent;
    private long _scripts;

    private CommandCount(TcpClient client, StreamReader lines)
    {
        (_client, _lines) = (client, lines);
        _counting = CountAsync(_enough.Token);
    }

    /// <summary>How many were sent since the start.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>How many of them ran a script.</summary>
    public long Scripts => Interlocked.Read(ref _scripts);

    /// <summary>Begins to count on the server at this port of 127.0.0.1.</summary>
    public static async Task<CommandCount> StartAsync(int port, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), cancellationToken);
        var lines = new StreamReader(client.GetStream(), Encoding.Latin1);
        Assert.Equal("+OK", await lines.ReadLineAsync(cancellationToken));
        return new CommandCount(client, lines);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _counting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _lines.Dispose();
        _client.Dispose();
        _enough.Dispose();
    }

    private async Task CountAsync(CancellationToken enough)
    {
        while (await _lines.ReadLineAsync(enough) is { } line)
        {
            var source = line[(line.IndexOf('[', StringComparison.Ordinal) + 1)..line.IndexOf(']', StringComparison.Ordinal)];
            if (!source.EndsWith(" lua", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _sent);
                Interlocked.Add(ref _scripts, line.Contains("] \"EVAL", StringComparison.Ordinal) ? 1 : 0);
            }
        }
    }
}
