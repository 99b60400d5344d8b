using System.Security.Cryptography;
using System.Text;

namespace Connector.Ingress.Tests.Hosting;

/// <summary>Signs as SuperOffice documents it, written down a second time so that the product's own is not compared with itself.</summary>
internal static class Signing
{
    public const string Header = "X-SuperOffice-Signature";

    public static string Of(byte[] body, string secret = IngressHost.Secret)
    {
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        return Convert.ToBase64String(hmac.ComputeHash(body));
    }

    public static async Task<(string, string)> HeaderOfAsync(HttpContent body, string secret = IngressHost.Secret) =>
        (Header, Of(await body.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), secret));
}
