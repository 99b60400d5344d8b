using System.Security.Cryptography;
using Connector.SuperOffice.Webhooks;

namespace Connector.Ingress.Receiving;

/// <summary>
/// What deduplication knows an event by: the body's own id, never a header's, because headers are unsigned and may differ
/// from the body. A body without a usable id is its own id.
/// </summary>
internal static class EventIdentity
{
    /// <summary>The longest id taken as it is, in characters.</summary>
    public const int LongestId = 100;

    /// <summary>A GUID in its usual spelling, another short id as it is, or <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public static string Of(WebhookEvent? parsed, ReadOnlySpan<byte> body)
    {
        var id = parsed?.EventId?.Trim();
        return id switch
        {
            { Length: > 0 and <= LongestId } when Guid.TryParse(id, out var guid) => guid.ToString("D"),
            { Length: > 0 and <= LongestId } when id.All(IsPlain) => id,
            _ => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}",
        };
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
