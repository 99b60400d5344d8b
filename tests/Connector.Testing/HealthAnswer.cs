using System.Text.Json;

namespace Connector.Testing;

/// <summary>Reads what <c>/health</c> and <c>/alive</c> answer.</summary>
public static class HealthAnswer
{
    /// <summary><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</summary>
    public static string StatusOf(string body)
    {
        using var page = JsonDocument.Parse(body);
        return page.RootElement.GetProperty("status").GetString()!;
    }
}
