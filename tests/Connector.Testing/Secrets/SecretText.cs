using System.Text.RegularExpressions;

namespace Connector.Testing.Secrets;

/// <summary>
/// What a secret looks like in tests: SuperOffice's access tokens and tickets by their form, private keys, and the texts that stand for
/// secrets in settings. A test's own secret begins with <see cref="Marker"/>.
/// </summary>
public static partial class SecretText
{
    /// <summary>Begins every secret that tests make up.</summary>
    public const string Marker = "top-secret-";

    private static readonly string[] Known = [Marker, "sandbox-client-secret", "sandbox-refresh-token", "sandbox-explorer-password"];

    /// <summary>The secrets of the sandbox, the marker of tests, and the forms of SuperOffice's, in clear or percent-encoded.</summary>
    /// <returns>What kind of secret the text holds first, without giving it away; null if none.</returns>
    public static string? FirstIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Known.FirstOrDefault(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase))
            ?? (Token().IsMatch(text) ? "an access token or ticket" : null)
            ?? (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? "a private key" : null);
    }

    [GeneratedRegex("""(8A(:|%3A)Cust\d+\.|7T(:|%3A)Cust\d+\.?)\w{8}""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
