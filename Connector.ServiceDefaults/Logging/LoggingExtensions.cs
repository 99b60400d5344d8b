using Microsoft.Extensions.Configuration.Memory;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer that decides how much a service says, in how many lines, and with which time.</summary>
public static class LoggingExtensions
{
    internal const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    /// <summary>
    /// What the service itself says at Information, what its libraries say at Warning, unless the service says it itself; one line each on the console, with
    /// its time. These are the weakest settings of all: a file, a variable or an argument under <c>Logging</c> overrides each of them.
    /// </summary>
    public static TBuilder AddDefaultLogging<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Grpc"] = "Warning",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                // Five lines at each start; RunServiceAsync says the same in one.
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
                // One line for each request while a tenant is held, which is told once; what is unhealthy is an error.
                ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Error",
                // What their retries, breaks and connections mean is said by whoever uses them, in one line instead of a stack trace each.
                ["Logging:LogLevel:Polly"] = "None",
                ["Logging:LogLevel:StackExchange.Redis"] = "None",
                // Without a name the formatter's options are ignored.
                ["Logging:Console:FormatterName"] = "simple",
                ["Logging:Console:FormatterOptions:SingleLine"] = "true",
                // Each line by itself says when, wherever it ends up; in UTC, as all times the Connector tells.
                ["Logging:Console:FormatterOptions:TimestampFormat"] = TimestampFormat,
                ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
            },
        });
        return builder;
    }
}
