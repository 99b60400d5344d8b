using System.Globalization;
using System.Security.Cryptography;
using Connector.SuperOffice.Webhooks;

namespace Connector.Ingress.Receiving;

/// <summary>
/// What deduplication knows an event by: the body's own id with what the event is about, never a header's, because headers are unsigned
/// and may differ from the body. A body without a usable id is its own id.
/// </summary>
/// <param name="Id">The id, or the body's hash.</param>
/// <param name="About">Event and key, because one save gives several events one id; empty if the id is the body's hash.</param>
internal readonly record struct EventIdentity(string Id, string About)
{
    /// <summary>The longest id taken as it is, in characters.</summary>
    public const int LongestId = 100;

    /// <summary>A GUID in its usual spelling, another short id as it is, or <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public static EventIdentity Of(WebhookEvent? parsed, ReadOnlySpan<byte> body)
    {
        var id = parsed?.EventId?.Trim();
        return id switch
        {
            { Length: > 0 and <= LongestId } when Guid.TryParse(id, out var guid) => new(guid.ToString("D"), AboutOf(parsed!)),
            { Length: > 0 and <= LongestId } when id.All(IsPlain) => new(id, AboutOf(parsed!)),
            _ => new($"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}", ""),
        };
    }

    private static string AboutOf(WebhookEvent parsed) => string.Create(CultureInfo.InvariantCulture, $"{parsed.Event}:{parsed.PrimaryKey}");

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
