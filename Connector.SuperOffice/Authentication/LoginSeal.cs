using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Connector.SuperOffice.Authentication;

/// <summary>Seals and opens login records; format and key are described with <see cref="LoginRecord"/>. Thread-safe.</summary>
internal sealed class LoginSeal
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;

    private readonly byte[] _key;
    private readonly byte[] _context;

    public LoginSeal(SuperOfficeOptions options, string flow)
    {
        _context = [Version, .. Encoding.UTF8.GetBytes($"connector/superoffice/login\0{options.ContextIdentifier}\0{flow}\0{options.ClientId}")];
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.ClientSecret), 32, info: _context);
    }

    /// <summary>The record, sealed; never the same bytes twice.</summary>
    public byte[] Seal(LoginRecord record)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(record);
        var sealedBytes = new byte[HeadBytes + plain.Length];
        sealedBytes[0] = Version;
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(1, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(
            sealedBytes.AsSpan(1, NonceBytes), plain, sealedBytes.AsSpan(HeadBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), _context);
        return sealedBytes;
    }

    /// <summary>The record; null if it is of another version, secret, tenant or application, or damaged.</summary>
    public LoginRecord? Open(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeadBytes || sealedBytes[0] != Version)
        {
            return null;
        }

        try
        {
            var plain = new byte[sealedBytes.Length - HeadBytes];
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(sealedBytes.Slice(1, NonceBytes), sealedBytes[HeadBytes..], sealedBytes.Slice(1 + NonceBytes, TagBytes), plain, _context);
            return JsonSerializer.Deserialize<LoginRecord>(plain);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
