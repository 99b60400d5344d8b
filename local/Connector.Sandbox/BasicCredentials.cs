using System.Net.Http.Headers;
using System.Text;

namespace Connector.Sandbox;

/// <summary>HTTP Basic credentials of a request.</summary>
internal static class BasicCredentials
{
    /// <summary>User name and password; null if the request has none or they are unreadable.</summary>
    public static (string UserName, string Password)? Read(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
            || header.Parameter is not { } parameter)
        {
            return null;
        }

        Span<byte> bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(bytes[..length]).Split(':', 2);
        return parts.Length == 2 ? (parts[0], parts[1]) : null;
    }
}
