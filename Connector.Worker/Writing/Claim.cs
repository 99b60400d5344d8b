using System.Buffers;
using System.Buffers.Text;
using Connector.Jobs.Accounts;
using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>
/// What a stamp says of one field: a hash of the value that is ours, 48 bits in 8 characters. The hash covers entity and field, so that equal values
/// of two records look different; it is made of what the value means, so that the CRM may return it in another wire form. 48 bits are enough: a
/// human's value would have to hit one by chance.
/// </summary>
public static class Claim
{
    private const string Usual = "SuperOffice:";
    private const int Bytes = 6;
    private const int Length = 8;

    private static readonly SearchValues<char> Separators = SearchValues.Create(";,= \r\n");

    /// <summary>How stamps name a field: by its number where the ProgId is <c>SuperOffice:</c> and a number, else by the ProgId.</summary>
    public static string NameOf(string progId) =>
        progId.StartsWith(Usual, StringComparison.Ordinal) && progId.Length > Usual.Length && progId.AsSpan(Usual.Length).IndexOfAnyExceptInRange('0', '9') < 0
            ? progId[Usual.Length..]
            : progId;

    /// <summary>Whether a stamp can name the field.</summary>
    public static bool CanName(string progId) => progId.AsSpan().IndexOfAny(Separators) < 0;

    /// <summary>The hash of a value.</summary>
    public static string Of(EntityKey entity, string progId, FieldType type, string? wire) =>
        Short(Convert.FromHexString(Fingerprint.Of("claim", entity.ToString(), progId, FingerprintParts.Meaning(type, wire))).AsSpan(0, Bytes));

    internal static string Short(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    internal static string Format(SortedDictionary<string, string> claims) => string.Join(',', claims.Select(c => $"{c.Key}={c.Value}"));

    internal static SortedDictionary<string, string>? TryParse(string text)
    {
        var claims = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var claim in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (claim.Split('=') is not [{ Length: > 0 } name, { Length: Length } hash] || !claims.TryAdd(name, hash))
            {
                return null;
            }
        }

        return claims;
    }
}
