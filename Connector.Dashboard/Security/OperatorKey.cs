using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard.Security;

/// <summary>
/// What an operator proves themselves with. Hashes are compared, in constant time: neither how much of a guess is right nor how
/// long the key is can be measured. The key itself is not kept.
/// </summary>
internal sealed class OperatorKey
{
    private const string Scheme = "Bearer ";
    private readonly byte[]? _expected;

    public OperatorKey(IOptions<DashboardOptions> options) => _expected = Read(options.Value) is { Length: > 0 } key ? Hash(key) : null;

    public bool IsSet => _expected is not null;

    /// <summary>True if the header <c>Authorization</c> carries the key.</summary>
    public bool Matches(string? authorization) =>
        _expected is not null
        && authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..].Trim()), _expected);

    /// <summary>The key the settings lead to; empty if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string Read(DashboardOptions options) =>
        string.IsNullOrWhiteSpace(options.OperatorKeyFile) ? options.OperatorKey.Trim() : File.ReadAllText(options.OperatorKeyFile).Trim();

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
