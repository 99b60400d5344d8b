using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Connector.SuperOffice.Tests.Authentication;

/// <summary>A token as SuperOffice signs them: from one minute before now to five after it.</summary>
internal sealed record SignedToken(string Issuer, string Audience, Dictionary<string, object> Claims)
{
    /// <summary>Before the name of each of SuperOffice's claims.</summary>
    public const string ClaimPrefix = "http://schemes.superoffice.net/identity/";

    private static readonly RSA Rsa = RSA.Create(2048);

    /// <summary>The keys by which it is trusted.</summary>
    public static SecurityKey[] Trusted { get; } = [KeyOf(RSA.Create(Rsa.ExportParameters(includePrivateParameters: false)))];

    /// <summary>Who signs it; if not given, whoever is trusted.</summary>
    public RSA? Key { get; init; }

    public string Algorithm { get; init; } = SecurityAlgorithms.RsaSha256;

    public string At(DateTimeOffset now) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Audience,
        NotBefore = now.UtcDateTime.AddMinutes(-1),
        IssuedAt = now.UtcDateTime,
        Expires = now.UtcDateTime.AddMinutes(5),
        Claims = Claims,
        SigningCredentials = new SigningCredentials(KeyOf(Key ?? Rsa), Algorithm),
    });

    /// <summary>The same with nobody's signature.</summary>
    public static string Unsigned(string token) => $"{Base64UrlEncoder.Encode("""{"alg":"none"}""")}.{token.Split('.')[1]}.";

    private static RsaSecurityKey KeyOf(RSA rsa) => new(rsa) { KeyId = "k" };
}
