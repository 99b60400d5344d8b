using System.IO.Compression;
using System.Net;
using System.Text;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

/// <summary>Bodies that come packed: unpacked within the limit, proven by the bytes as they came, and never lost for how they are packed.</summary>
[Collection(SharedRedis.Name)]
public sealed class PackedTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Event = """{"EventId":"5d0c1f0e-1111-2222-3333-444455556666","Event":"contact.changed","PrimaryKey":7,"ContextIdentifier":"Cust10001"}""";

    private IngressHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        _host = IngressHost.Start(redis, ("Ingress:WebhookSecret", IngressHost.Secret), ("Ingress:WebhookToken", ""));
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("")]
    [InlineData("deflate, gzip")]
    [InlineData("gzip,br,deflate,gzip")]
    [InlineData("identity,gzip")]
    public async Task A_packed_event_becomes_a_job_with_its_plain_bytes(string encoding)
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync(Pack(Event, encoding), encoding));

        var job = Assert.Single(await _host.WaitingAsync());
        Assert.Equal(Event, Encoding.UTF8.GetString(job.Body.Span));
        Assert.Equal("5d0c1f0e-1111-2222-3333-444455556666", job.EventId);
    }

    [Fact]
    public async Task The_same_delivery_is_a_duplicate_however_it_is_packed()
    {
        foreach (var encoding in new[] { "gzip", "", "br" })
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync(Pack(Event, encoding), encoding));
        }

        var audit = await _host.AuditAsync();
        Assert.Equal((1, 2), (audit.Accepted, audit.Duplicates));
    }

    [Theory]
    [InlineData(262_144, HttpStatusCode.OK)]
    [InlineData(262_145, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(200_000_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task What_is_too_large_unpacked_is_refused_like_any_other(int bytes, HttpStatusCode expected)
    {
        foreach (var encoding in new[] { "gzip", "br", "deflate" })
        {
            await redis.FlushAsync();
            Assert.Equal(expected, await PostAsync(Spaces(bytes, encoding), encoding));
            Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, (await _host.AuditAsync()).Accepted);
        }
    }

    /// <summary>A refusal would cost the event, nine of them the webhook. Stored, it is seen.</summary>
    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, zstd")]
    [InlineData("a\tb")]
    public async Task What_is_packed_in_an_unknown_way_is_kept_as_it_came(string encoding)
    {
        var body = Pack(Event, "gzip");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(body, encoding));

        Assert.Equal(body, Assert.Single(await _host.WaitingAsync()).Body.ToArray());
    }

    [Fact]
    public async Task What_is_packed_more_often_than_anybody_does_is_kept_as_it_came()
    {
        var body = Pack(Event, "gzip,gzip,gzip,gzip,gzip");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(body, "gzip,gzip,gzip,gzip,gzip"));

        Assert.Equal(body, Assert.Single(await _host.WaitingAsync()).Body.ToArray());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_is_damaged_or_not_packed_at_all_is_kept_as_it_came(string encoding)
    {
        var cut = Pack(Event, encoding)[..^12];
        foreach (var body in new[] { Encoding.UTF8.GetBytes(Event), cut, [1, 2, 3] })
        {
            await redis.FlushAsync();
            Assert.Equal(HttpStatusCode.OK, await PostAsync(body, encoding));
            Assert.Single(await _host.WaitingAsync());
        }
    }

    [Fact]
    public async Task The_plain_bytes_signature_proves_nothing()
    {
        var plain = Signing.Of(Encoding.UTF8.GetBytes(Event));

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(Pack(Event, "gzip"), "gzip", plain));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(Spaces(10_000_000, "gzip"), "gzip", plain));
        Assert.Equal(0, (await _host.AuditAsync()).Accepted);
    }

    private async Task<HttpStatusCode> PostAsync(byte[] body, string encoding, string? signature = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return await _host.PostWithAsync(content, IngressHost.DefaultPath, (Signing.Header, signature ?? Signing.Of(body)));
    }

    private static byte[] Pack(string text, string encodings) => encodings
        .Split(',', StringSplitOptions.TrimEntries)
        .Aggregate(Encoding.UTF8.GetBytes(text), (bytes, encoding) => Pack(stream => stream.Write(bytes), encoding));

    private static byte[] Spaces(int count, string encoding) => Pack(
        stream =>
        {
            var block = Enumerable.Repeat((byte)' ', 64 * 1024).ToArray();
            for (var left = count; left > 0; left -= block.Length)
            {
                stream.Write(block, 0, Math.Min(left, block.Length));
            }
        },
        encoding);

    private static byte[] Pack(Action<Stream> write, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding.ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "DEFLATE" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "BR" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(packed),
        })
        {
            write(stream);
            stream.Flush();
            return stream is BufferedStream ? packed.ToArray() : Closed(stream, packed);
        }
    }

    private static byte[] Closed(Stream stream, MemoryStream packed)
    {
        stream.Dispose();
        return packed.ToArray();
    }
}
