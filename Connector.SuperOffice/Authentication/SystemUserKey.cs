using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Connector.SuperOffice.Authentication;

/// <summary>
/// The application's private key, and what it signs: <c>{token}.{utc yyyyMMddHHmm}</c>, and behind another dot the Base64 of its
/// RSA signature (PKCS#1 v1.5, SHA-256). Source: SuperOffice docs, authentication/online/auth-application.
/// </summary>
internal static class SystemUserKey
{
    private const int MaxFileBytes = 64 * 1024;
    private const int MinBits = 1024;

    /// <summary>True for <c>AppName-xxxxxxxxxx</c>.</summary>
    public static bool IsToken(string token) =>
        token.Length is > 0 and <= 200 && token.All(c => c is > ' ' and <= '~' and not '.') && token.Contains('-', StringComparison.Ordinal);

    /// <summary>What is wrong with the configured key; null if nothing. Names no part of it.</summary>
    public static string? Problem(SuperOfficeOptions options)
    {
        const string How = "set SO_PRIVATE_KEY_FILE in .env, or SuperOffice:PrivateKeyFile, to a file with the application's RSA private key (PEM or RSA XML)";
        if (string.IsNullOrWhiteSpace(options.PrivateKeyFile) == string.IsNullOrWhiteSpace(options.PrivateKey))
        {
            return string.IsNullOrWhiteSpace(options.PrivateKey)
                ? $"The system user's private key is missing: {How}."
                : "SuperOffice:PrivateKeyFile and SuperOffice:PrivateKey are both set: keep one of them.";
        }

        try
        {
            using var key = Load(options);
            return key.KeySize < MinBits ? $"The system user's private key has less than {MinBits} bits." : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SecurityException)
        {
            return $"The system user's private key cannot be read ({failure.GetType().Name}): {How}.";
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or FormatException)
        {
            return $"The system user's private key is no unencrypted RSA private key: {How}.";
        }
    }

    /// <summary>The signed system token for a minute.</summary>
    public static string Sign(SuperOfficeOptions options, DateTimeOffset now)
    {
        using var key = Load(options);
        var data = $"{options.SystemUserToken}.{now.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture)}";
        return $"{data}.{Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(data), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static RSA Load(SuperOfficeOptions options)
    {
        var text = string.IsNullOrWhiteSpace(options.PrivateKeyFile) ? options.PrivateKey! : ReadFile(options.PrivateKeyFile);
        var key = RSA.Create();
        try
        {
            if (text.TrimStart().StartsWith('<'))
            {
                key.FromXmlString(text);
            }
            else
            {
                key.ImportFromPem(text);
            }

            // Throws for a public key, which both forms may hold.
            _ = key.ExportParameters(includePrivateParameters: true);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static string ReadFile(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return file.Length <= MaxFileBytes ? reader.ReadToEnd() : throw new IOException("too large");
    }
}
