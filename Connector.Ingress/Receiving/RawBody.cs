using System.Buffers;

namespace Connector.Ingress.Receiving;

/// <summary>Reads a body to its end or to the limit, whichever comes first; a chunked body declares no length.</summary>
internal static class RawBody
{
    /// <summary>The bytes, or null if there are more than <paramref name="limit"/>.</summary>
    /// <exception cref="BadHttpRequestException">The body broke off, was too slow, or exceeds the server's own limit.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > limit)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
