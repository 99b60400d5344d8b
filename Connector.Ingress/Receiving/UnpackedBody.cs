using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace Connector.Ingress.Receiving;

/// <summary>
/// Unpacks a body by its <c>Content-Encoding</c>, up to the limit that holds for bodies: a few bytes can stand for gigabytes. Only for a post that
/// has proven itself, by the bytes as they came.
/// </summary>
internal static class UnpackedBody
{
    /// <summary>Each costs a body of the greatest size; nobody packs more than twice.</summary>
    private const int MostEncodings = 4;

    /// <summary>
    /// The body as JSON was packed; null if that has more than <paramref name="limit"/> bytes. What is packed in a way not known here, or damaged, stays
    /// as it is: to refuse it would lose the event, and after some of them the webhook, whereas stored it ends where people see it.
    /// </summary>
    public static byte[]? Of(byte[] body, StringValues encodings, int limit)
    {
        var unpacked = body;
        List<string> names = [.. Names(encodings).Take(MostEncodings + 1)];
        if (names.Count > MostEncodings)
        {
            return body;
        }

        foreach (var encoding in Enumerable.Reverse(names))
        {
            try
            {
                using var packed = new MemoryStream(unpacked, writable: false);
                using var plain = Open(encoding, packed);
                if (plain is null)
                {
                    return body;
                }

                if (Read(plain, limit) is not { } read)
                {
                    return null;
                }

                unpacked = read;
            }
            catch (Exception damage) when (damage is InvalidDataException or IOException or InvalidOperationException)
            {
                return body;
            }
        }

        return unpacked;
    }

    private static IEnumerable<string> Names(StringValues encodings) => encodings
        .SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Select(name => name.ToUpperInvariant())
        .Where(name => name != "IDENTITY");

    private static Stream? Open(string encoding, Stream packed) => encoding switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(packed, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(packed, CompressionMode.Decompress),
        "BR" => new BrotliStream(packed, CompressionMode.Decompress),
        _ => null,
    };

    private static byte[]? Read(Stream plain, int limit)
    {
        using var read = new MemoryStream();
        var chunk = new byte[8192];
        while (plain.Read(chunk) is > 0 and var count)
        {
            if (read.Length + count > limit)
            {
                return null;
            }

            read.Write(chunk, 0, count);
        }

        return read.ToArray();
    }
}
