using System.Security.Cryptography;
using System.Text;

namespace Connector.Ingress.Authenticity;

/// <summary>
/// Proves a post by the token it carries. Hashes are compared, in constant time: neither how much of a guess is right
/// nor how long a token is can be measured. The tokens themselves are not kept.
/// </summary>
internal sealed class TokenCheck(IEnumerable<string> tokens)
{
    private readonly byte[][] _expected = [.. tokens.Select(Hash)];

    /// <summary>Right if at least one token is presented and each of them is one of ours.</summary>
    /// <remarks>All are compared even after a wrong one; a post that contradicts itself proves nothing.</remarks>
    public Evidence Check(IEnumerable<string> presented)
    {
        var any = false;
        var right = true;
        foreach (var candidate in presented)
        {
            any = true;
            right &= IsOurs(Hash(candidate));
        }

        return !any ? Evidence.Missing : right ? Evidence.Right : Evidence.Wrong;
    }

    private bool IsOurs(byte[] hash)
    {
        var ours = false;
        foreach (var expected in _expected)
        {
            ours |= CryptographicOperations.FixedTimeEquals(hash, expected);
        }

        return ours;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
