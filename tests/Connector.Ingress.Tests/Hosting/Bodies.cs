using System.Text;

namespace Connector.Ingress.Tests.Hosting;

/// <summary>Bodies of posts.</summary>
internal static class Bodies
{
    /// <summary>A contact's change, as SuperOffice documents it.</summary>
    public static HttpContent Change(string? eventId = null, string context = IngressHost.Tenant, string name = "contact.changed") => Json($$"""
        {"EventId":"{{eventId ?? Guid.NewGuid().ToString()}}","Timestamp":"2026-03-02T09:14:33.1204471Z",
         "Changes":["contact_id","updated_associate_id","soundEx","updated","name"],"Event":"{{name}}","PrimaryKey":4711,
         "Entity":"contact","ContextIdentifier":"{{context}}","ChangedByAssociateId":12,"WebhookName":"sync",
         "FieldValues":{"associate_id":12,"category_idx":4,"updated":"2026-03-02T10:14:33.12+01:00","userdef_id":22} }
        """);

    public static HttpContent Json(string text) => new ByteArrayContent(Encoding.UTF8.GetBytes(text));

    public static HttpContent Raw(params byte[] bytes) => new ByteArrayContent(bytes);

    /// <summary>A body without a declared length: the receiver learns its size only by reading.</summary>
    public static HttpContent Chunked(int bytes) => new ChunkedContent(bytes);

    private sealed class ChunkedContent(int bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var block = Encoding.ASCII.GetBytes(new string(' ', 8192));
            for (var left = bytes; left > 0; left -= block.Length)
            {
                await stream.WriteAsync(block.AsMemory(0, Math.Min(left, block.Length)));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
