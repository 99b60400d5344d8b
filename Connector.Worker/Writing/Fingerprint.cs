using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Worker.Writing;

/// <summary>
/// Hashes that decide whether there is anything to do. A fingerprint covers exactly what is sent to the Company Explorer
/// for an entity and never a field we write, so that our own writes cannot change it. The encoding is canonical (each part
/// with its length before it, so that no two lists of parts look alike) and begins with its version, so that a later
/// encoding never collides with this one.
/// </summary>
public static class Fingerprint
{
    private const string Version = "v1";

    /// <summary>SHA-256 of the parts in order, in 64 lower-case hexadecimal digits.</summary>
    /// <param name="subject">What kind of thing is hashed, such as <c>contact</c>.</param>
    /// <param name="parts">Its parts; an empty one counts.</param>
    public static string Of(string subject, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Version);
        Append(hash, subject);
        foreach (var part in parts)
        {
            Append(hash, part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// What the ledger remembers as applied: the answer to this question, written by this mapping. With something open it equals no later
    /// question, so that the next event looks again.
    /// </summary>
    public static string Applied(string fingerprint, string mappingVersion, string open = "") =>
        open.Length == 0 ? $"{fingerprint};m={mappingVersion}" : $"{fingerprint};m={mappingVersion};open={open}";

    /// <summary>Whether what counts as applied is of that question and mapping, whatever of the answer was left open.</summary>
    /// <param name="applied">What counts as applied.</param>
    /// <param name="whole">The same with nothing open.</param>
    public static bool IsOf(string applied, string whole) =>
        applied == whole || applied.StartsWith($"{whole};open=", StringComparison.Ordinal);

    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
