using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Faults;

internal static partial class FaultLog
{
    [LoggerMessage(1, LogLevel.Warning, "This process breaks itself on purpose: {Points}")]
    public static partial void Armed(ILogger logger, string points);
}
