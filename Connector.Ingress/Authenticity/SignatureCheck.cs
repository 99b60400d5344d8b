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
    public Evidence Check(StringValues presented, ReadOnlySpan<byte> body)
    {
        if (Look(presented) is not Evidence.Open and var look)
        {
            return look;
        }

        var signature = Encoding.UTF8.GetBytes(presented.ToString());
        var right = false;
        foreach (var key in _keys)
        {
            right |= CryptographicOperations.FixedTimeEquals(signature, Sign(key, body));
        }

        return right ? Evidence.Right : Evidence.Wrong;
    }

    private static byte[] Sign(byte[] key, ReadOnlySpan<byte> body)
    {
        var signature = new byte[Length];
        var hash = HMACSHA256.HashData(key, body);
        Base64.EncodeToUtf8(hash, signature, out _, out _);
        return signature;
    }
}
