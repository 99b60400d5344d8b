using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Connector.Testing.Telemetry;

/// <summary>
/// OTLP's two transports. gRPC is read by hand (a flag byte, a big-endian length, the message) because a generated service would hand
/// over parsed messages only, and tests want the bytes.
/// </summary>
internal static class OtlpTransport
{
    private const int FrameHeader = 5;

    public static async Task GrpcAsync(HttpContext http, Action<byte[]> take)
    {
        var frame = await ReadAsync(http.Request.Body, http.RequestAborted);
        var length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
        var message = frame.AsSpan(FrameHeader, length).ToArray();
        take(frame[0] == 0 ? message : await UnzipAsync(new MemoryStream(message), http.RequestAborted));

        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[FrameHeader], http.RequestAborted); // An empty response message.
        http.Response.AppendTrailer("grpc-status", "0");
    }

    public static async Task HttpAsync(HttpContext http, Action<byte[]> take)
    {
        take(http.Request.Headers.ContentEncoding == "gzip"
            ? await UnzipAsync(http.Request.Body, http.RequestAborted)
            : await ReadAsync(http.Request.Body, http.RequestAborted));
        http.Response.ContentType = "application/x-protobuf";
    }

    private static async Task<byte[]> UnzipAsync(Stream zipped, CancellationToken cancellationToken)
    {
        await using var plain = new GZipStream(zipped, CompressionMode.Decompress);
        return await ReadAsync(plain, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
