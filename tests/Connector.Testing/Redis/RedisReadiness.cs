using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connector.Testing.Redis;

/// <summary>
/// Waits until a server answers, its data is loaded, and it is ours: the port could belong to somebody else's Redis by now, so the
/// process id it names is compared.
/// </summary>
internal static class RedisReadiness
{
    // A server that was killed under load reads its append-only file first, on a busy machine for half a minute.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <exception cref="InvalidOperationException">The process ended.</exception>
    /// <exception cref="TimeoutException">No right answer in time.</exception>
    public static async Task WaitAsync(Process process, int port, string? password, CancellationToken cancellationToken)
    {
        var ours = string.Create(CultureInfo.InvariantCulture, $"process_id:{process.Id}\r\n");
        var answer = await Eventually.ValueAsync(
            async () => process.HasExited ? null : await AskAsync(port, password, cancellationToken),
            answer => answer is null || (answer.Contains("+PONG", StringComparison.Ordinal) && answer.Contains(ours, StringComparison.Ordinal)),
            Deadline, $"a Redis server answers on port {port}", cancellationToken);
        if (answer is null)
        {
            throw new InvalidOperationException($"the process ended with code {process.ExitCode}");
        }
    }

    private static async Task<string> AskAsync(int port, string? password, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var stream = client.GetStream();
        var authenticate = password is null ? "" : $"*2\r\n$4\r\nAUTH\r\n${Encoding.UTF8.GetByteCount(password)}\r\n{password}\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(authenticate + "PING\r\nINFO server\r\nQUIT\r\n"), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken); // QUIT ends the stream.
    }
}
