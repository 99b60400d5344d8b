using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Stopping;

internal static partial class StopLog
{
    [LoggerMessage(1, LogLevel.Information, "Asked to end: /health answers 503 from now on, and requests are served for another {Drain}.")]
    public static partial void Draining(ILogger logger, TimeSpan drain);
}
