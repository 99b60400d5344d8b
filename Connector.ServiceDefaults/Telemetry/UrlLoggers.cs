using Connector.ServiceDefaults.Logging;
using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Telemetry;

/// <summary>The framework's loggers that write URLs with their query, or the raw request, below <see cref="LogLevel.Warning"/>.</summary>
internal static class UrlLoggers
{
    private static readonly string[] Categories =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics", // "Request starting … ?token=…"
        "Microsoft.AspNetCore.HttpLogging",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests", // quotes the request line it could not parse
        "Microsoft.AspNetCore.Http.RequestDelegateFactory", // quotes the value it could not bind
        "Microsoft.AspNetCore.Http.RequestDelegateGenerator",
        "System.Net.Http.HttpClient",
    ];

    /// <summary>Whether a line of this category and level may be written.</summary>
    public static bool MayWrite(string? category, LogLevel level)
        => level >= LogLevel.Warning
            || category is null
            || !Array.Exists(Categories, prefix => category.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Restrains them, whatever configuration says.</summary>
    public static void Restrain(LoggerFilterOptions options) => options.Restrain((_, category, level) => MayWrite(category, level));
}
