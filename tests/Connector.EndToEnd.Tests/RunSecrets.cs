using System.Security.Cryptography;

namespace Connector.EndToEnd.Tests;

/// <summary>
/// What opens something in this run, made up anew each time, so that nothing is kept among the user's secrets. Only environments of
/// processes, and <c>redis.conf</c>, may hold it.
/// </summary>
public sealed class RunSecrets
{
    /// <summary>Stands in for every secret of a real tenant's <c>.env</c>, which is not even read.</summary>
    public const string OfTenant = "secret-of-a-real-tenant-4f1c";

    // The sandbox's are no secrets, but pass where a real tenant's would; its access tokens begin so.
    private static readonly string[] OfSandbox =
        ["sandbox-client-secret", "sandbox-refresh-token", "sandbox-explorer-password", "8A:Cust"];

    public string WebhookToken { get; } = New();

    /// <summary>Signs the posts.</summary>
    public string WebhookSecret { get; } = New();

    public string OperatorKey { get; } = New();

    public string RedisPassword { get; } = New();

    public IReadOnlyList<string> All => [WebhookToken, WebhookSecret, OperatorKey, RedisPassword, OfTenant, .. OfSandbox];

    /// <summary>The AppHost's arguments that set them.</summary>
    public IEnumerable<string> Arguments =>
    [
        $"--Parameters:webhook-token={WebhookToken}",
        $"--Parameters:webhook-secret={WebhookSecret}",
        $"--Parameters:operator-key={OperatorKey}",
        $"--Parameters:redis-password={RedisPassword}",
    ];

    /// <summary>Fails if one of them stands in the text, in clear or percent-encoded.</summary>
    /// <param name="place">Told if so.</param>
    /// <param name="text">What anybody may see.</param>
    public void AssertNoneIn(string place, string text)
    {
        foreach (var secret in All)
        {
            Assert.False(
                text.Contains(secret, StringComparison.OrdinalIgnoreCase) || text.Contains(Uri.EscapeDataString(secret), StringComparison.OrdinalIgnoreCase),
                $"A secret stands in {place}: {text}");
        }
    }

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
