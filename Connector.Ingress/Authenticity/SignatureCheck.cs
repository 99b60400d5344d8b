using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Connector.Ingress.Authenticity;

/// <summary>
/// Proves a post by its signature: Base64 of HMAC-SHA256, keyed by the secret in UTF-8, over the body as it came. Source: SuperOffice
/// docs, automation/webhook, security. Headers are not signed.
/// </summary>
/// <remarks>
/// What is presented is never decoded: the right signature is spelt out and compared, in constant time. So there is one spelling of it,
/// and no decoder that a stranger can reach.
/// </remarks>
internal sealed class SignatureCheck(IEnumerable<string> secrets)
{
    private static readonly int Length = Base64.GetMaxEncodedToUtf8Length(HMACSHA256.HashSizeInBytes);

    private readonly byte[][] _keys = [.. secrets.Select(Encoding.UTF8.GetBytes)];

    /// <summary>What can be said before the body is there: whether there is one signature, and of the right length.</summary>
    public static Evidence Look(StringValues presented) =>
        presented.Count == 0 ? Evidence.Missing
        : presented is [{ } signature] && signature.Length == Length ? Evidence.Open
        : Evidence.Wrong;

    /// <summary>Right if the one signature presented is the body's, by one of our secrets.</summary>
    /// <param name="presented">What the header carries.</param>
    /// <param name="body">As it came.</param>
    /// <param name="which">The first of our secrets, in their order, that it is by; -1 if it is by none.</param>
    public Evidence Check(StringValues presented, ReadOnlySpan<byte> body, out int which)
    {
        which = -1;
        if (Look(presented) is not Evidence.Open and var look)
        {
            return look;
        }

        var signature = Encoding.UTF8.GetBytes(presented.ToString());
        for (var at = _keys.Length - 1; at >= 0; at--)
        {
            which = CryptographicOperations.FixedTimeEquals(signature, Sign(_keys[at], body)) ? at : which;
        }

        return which >= 0 ? Evidence.Right : Evidence.Wrong;
    }

    private static byte[] Sign(byte[] key, ReadOnlySpan<byte> body)
    {
        var signature = new byte[Length];
        var hash = HMACSHA256.HashData(key, body);
        Base64.EncodeToUtf8(hash, signature, out _, out _);
        return signature;
    }
}
