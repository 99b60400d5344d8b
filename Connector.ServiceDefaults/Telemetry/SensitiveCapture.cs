using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps query values, headers and message texts out of telemetry even where the environment asks for them.
/// </summary>
/// <remarks>
/// <para>A webhook's token may stand in the query (SuperOffice has no other place for it unless a header is configured), so a query value
/// is a secret here. Aspire sets the variables below to <c>true</c> in Development, and anybody may set them by hand.</para>
/// <para>Three nets, each enough for its part: the switches are turned off where libraries read them (this class);
/// <see cref="UrlRedactionProcessor"/> rewrites spans before any exporter; the loggers that write URLs are held at
/// <see cref="LogLevel.Warning"/> by <see cref="UrlLoggers"/>, which configuration cannot lower.</para>
/// </remarks>
internal static class SensitiveCapture
{
    private static readonly string[] Switches =
    [
        "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION",
        "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
        "DOTNET_SYSTEM_NET_HTTP_DISABLEURIREDACTION",
    ];

    /// <summary>Turns all capture off for this process; to be called before any telemetry is built.</summary>
    public static void ForceOff(IHostApplicationBuilder builder)
    {
        // Some libraries ask the configuration, some the environment, and the runtime itself asks its own switch first.
        foreach (var name in Switches)
        {
            Environment.SetEnvironmentVariable(name, "false");
        }

        AppContext.SetSwitch("System.Net.Http.DisableUriRedaction", false);
        builder.Configuration.AddInMemoryCollection(Switches.Select(name => KeyValuePair.Create(name, (string?)"false")));

        // The factory's own request log writes URIs, and its scope would carry them into every line logged below it. Spans tell the same.
        builder.Services.ConfigureHttpClientDefaults(http => http.RemoveAllLoggers());
        builder.Services.PostConfigure<LoggerFilterOptions>(UrlLoggers.Restrain);
    }
}
