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
    /// <param name="presented">What the post carries.</param>
    /// <param name="which">The last of our tokens, in their order, that was presented; -1 if none was.</param>
    /// <remarks>All are compared even after a wrong one; a post that contradicts itself proves nothing.</remarks>
    public Evidence Check(IEnumerable<string> presented, out int which)
    {
        which = -1;
        var any = false;
        var right = true;
        foreach (var candidate in presented)
        {
            any = true;
            var ours = Find(Hash(candidate));
            right &= ours >= 0;
            which = Math.Max(which, ours);
        }

        return !any ? Evidence.Missing : right ? Evidence.Right : Evidence.Wrong;
    }

    private int Find(byte[] hash)
    {
        var found = -1;
        for (var at = _expected.Length - 1; at >= 0; at--)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, _expected[at]) ? at : found;
        }

        return found;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
