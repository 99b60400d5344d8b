using System.Text.Json;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Connector.Cli.Contexts;

/// <summary>
/// What the AppHost has made up for its sandbox on this machine and keeps in .NET's user secrets: what opens the webhook and the dashboard there, and nothing
/// else. Read, so that nobody has to look it up for a trial.
/// </summary>
internal static class SandboxSecrets
{
    // Connector.AppHost.csproj, UserSecretsId.
    private const string AppHost = "connector-apphost-3d4f6c0e";

    private static readonly (string Parameter, string Name)[] Known =
        [("Parameters:webhook-token", "WEBHOOK_TOKEN"), ("Parameters:webhook-secret", "WEBHOOK_SECRET"), ("Parameters:operator-key", "OPERATOR_KEY")];

    /// <summary>The values by the names of <c>.env</c>; none where there are none, or they cannot be read.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read()
    {
        try
        {
            var file = PathHelper.GetSecretsPathFromSecretsId(AppHost);
            return File.Exists(file) && JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(file)) is { } secrets
                ? [.. Known.Where(one => secrets.TryGetValue(one.Parameter, out var value) && value.ValueKind == JsonValueKind.String)
                    .Select(one => KeyValuePair.Create(one.Name, secrets[one.Parameter].GetString()!))]
                : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
