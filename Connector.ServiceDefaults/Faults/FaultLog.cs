using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Faults;

internal static partial class FaultLog
{
    [LoggerMessage(1, LogLevel.Warning, "Fault points are set, for tests only: this process breaks itself on purpose at {Points}")]
    public static partial void Armed(ILogger logger, string points);
}
