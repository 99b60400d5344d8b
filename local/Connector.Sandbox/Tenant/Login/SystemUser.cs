using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>
/// The system user's token and the public key of the application, which signs it: <c>{token}.{utc yyyyMMddHHmm}.{Base64 of the RSA signature,
/// PKCS#1 v1.5, SHA-256}</c>. Without a configured key one is made, and its private half handed out: it is a test key.
/// </summary>
internal sealed class SystemUser : IDisposable
{
    /// <summary>How old or new a signed token may be. Undocumented.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private static readonly ProcessKey Own = new();

    private readonly Lazy<RSA> _key;
    private readonly bool _isOurs;

    public SystemUser(IOptions<SandboxOptions> options)
    {
        _isOurs = string.IsNullOrEmpty(options.Value.SystemUserPublicKey);
        _key = new(() =>
        {
            if (_isOurs)
            {
                return Own.Copy();
            }

            var configured = RSA.Create();
            configured.ImportFromPem(options.Value.SystemUserPublicKey);
            return configured;
        });
    }

    /// <summary>The private key as PEM; null if the application keeps its own.</summary>
    public string? PrivateKey => _isOurs ? _key.Value.ExportPkcs8PrivateKeyPem() : null;

    /// <summary>What is wrong with a signed token; null if nothing.</summary>
    public string? Problem(string signed, DateTimeOffset now)
    {
        if (signed.Split('.') is not [SandboxTenant.SystemUserToken, var minute, var signature])
        {
            return "The system user token is unknown";
        }

        if (!DateTimeOffset.TryParseExact(minute, "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || (now - at).Duration() > Skew)
        {
            return "The time of the signed token is not acceptable";
        }

        Span<byte> bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length)
            && _key.Value.VerifyData(
                Encoding.UTF8.GetBytes($"{SandboxTenant.SystemUserToken}.{minute}"), bytes[..length], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ? null
            : "The signature is not valid";
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }
}
