using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Starting;

internal static partial class StartLog
{
    public const string Category = "Connector.Start";

    [LoggerMessage(1, LogLevel.Critical, "{Service} did not start. {Reason}")]
    public static partial void DidNotStart(ILogger logger, string service, string reason, Exception? failure);

    [LoggerMessage(2, LogLevel.Information, "{Service} {Version} listens on {Addresses}")]
    public static partial void Started(ILogger logger, string service, string version, string addresses);

    [LoggerMessage(3, LogLevel.Information, "{Service} has ended")]
    public static partial void Ended(ILogger logger, string service);
}
