using System.Net.Sockets;
using System.Text;

namespace Connector.LocalRedis;

/// <summary>A Redis server is healthy while it answers PING.</summary>
internal static class RedisPing
{
    /// <summary>Null if the server on that loopback port answers within <paramref name="timeout"/>, else what is wrong.</summary>
    public static async Task<string?> ProbeAsync(int port, string password, TimeSpan timeout, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, deadline.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            var commands = $"*2\r\n$4\r\nAUTH\r\n${Encoding.UTF8.GetByteCount(password)}\r\n{password}\r\n*1\r\n$4\r\nPING\r\n";
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(commands), deadline.Token);
            var answer = $"{await reader.ReadLineAsync(deadline.Token)} {await reader.ReadLineAsync(deadline.Token)}";
            return answer == "+OK +PONG" ? null : $"AUTH and PING on port {port} are answered by {answer}";
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return $"PING on port {port} fails: {e.Message}";
        }
    }
}
