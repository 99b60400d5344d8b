using System.Text;

namespace Connector.Ingress.Tests.Fuzzing;

/// <summary>Bytes that are no proper HTTP request, by seed: nearly one, or nothing like it.</summary>
internal static class RawRequest
{
    private static readonly string[] Templates =
    [
        "POST /connector/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /connector/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "POST /connector/webhook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n",
        "POST /connector/webhook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nffffffffffffffff\r\n",
        "POST /connector/webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{\"half\":",
        "POST /connector/webhook HTTP/9.9\r\nHost: a\r\n\r\n",
        "POST /connector/webhook\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST http://other.example/connector/webhook HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /connector/webhook HTTP/1.1\r\n\r\n",
        "POST /connector/webhook HTTP/1.1\r\nHost: a\r\nX-Connector-Token: a\rb\r\n\r\n",
        "POST /connector/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\r\n\r\n\r\n",
    ];

    public static byte[] Of(int seed)
    {
        var random = new Random(seed);
        var text = random.Next(Templates.Length + 2) switch
        {
            var i when i < Templates.Length => Encoding.Latin1.GetBytes(Templates[i]),
            var i when i == Templates.Length => Encoding.Latin1.GetBytes($"POST /{new string('a', random.Next(20_000))} HTTP/1.1\r\nHost: a\r\nX: {new string('b', random.Next(60_000))}\r\n\r\n"),
            _ => new byte[random.Next(1, 3_000)],
        };
        for (var i = random.Next(4); i > 0; i--)
        {
            text[random.Next(text.Length)] = (byte)random.Next(256);
        }

        return text;
    }
}
