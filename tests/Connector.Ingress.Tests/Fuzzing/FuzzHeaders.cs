using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests.Fuzzing;

/// <summary>Headers as nobody would send them, beside those that prove the post.</summary>
internal static class FuzzHeaders
{
    private const string TokenHeader = "X-Connector-Token";

    private static readonly string[] NoisyNames =
    [
        "X-SuperOffice-Event", "X-SuperOffice-EventId", "X-SuperOffice-Retry", "X-Hook-Test", "traceparent", "tracestate", "baggage", "X-Forwarded-For",
        "X-Forwarded-Proto", "Forwarded", "Content-Encoding", "Content-Language", "Accept", "Accept-Encoding", "User-Agent", "Cookie", "Range", "If-Match",
        "X-HTTP-Method-Override", "Authorization", "Origin",
    ];

    /// <summary>A query, mostly none.</summary>
    public static string Query(Random random) => random.Next(8) switch
    {
        0 => "?" + Uri.EscapeDataString(Text(random, 200)),
        1 => "?a=%00%ff%zz&b[]=" + random.Next(),
        _ => "",
    };

    /// <returns>Whether the token is right.</returns>
    public static bool AddToken(List<(string Name, string Value)> headers, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                return false;
            case 1:
                headers.Add((TokenHeader, IngressHost.Token[..^1]));
                return false;
            case 2:
                headers.Add((TokenHeader, Text(random, 2000)));
                return false;
            case 3:
                headers.Add((TokenHeader, IngressHost.Token));
                headers.Add((TokenHeader, "another"));
                return false;
            default:
                headers.Add((TokenHeader, IngressHost.Token));
                return true;
        }
    }

    /// <returns>Whether the signature is the body's.</returns>
    public static bool AddSignature(List<(string Name, string Value)> headers, Random random, byte[] body)
    {
        switch (random.Next(10))
        {
            case 0:
                return false;
            case 1:
                headers.Add((Signing.Header, Signing.Of([.. body, 32])));
                return false;
            case 2:
                headers.Add((Signing.Header, Text(random, 500)));
                return false;
            default:
                headers.Add((Signing.Header, Signing.Of(body)));
                return true;
        }
    }

    public static void AddNoise(List<(string Name, string Value)> headers, Random random)
    {
        for (var i = random.Next(5); i > 0; i--)
        {
            headers.Add((NoisyNames[random.Next(NoisyNames.Length)], Text(random, 300)));
        }
    }

    // What HTTP lets through: no line ends, which would end the header; those are the raw tests' matter.
    private static string Text(Random random, int longest) => string.Create(random.Next(1, longest), random, static (text, random) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)random.Next(0x21, 0x7f);
        }
    });
}
