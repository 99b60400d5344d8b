using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Parents;

internal static partial class ParentLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Starter} is gone; ending, so that nothing goes on unwatched")]
    public static partial void Gone(ILogger logger, string starter);
}
