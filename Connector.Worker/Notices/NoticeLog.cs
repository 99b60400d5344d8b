namespace Connector.Worker.Notices;

/// <summary>What notices say to the log.</summary>
internal static partial class NoticeLog
{
    [LoggerMessage(EventId = 90, Level = LogLevel.Warning, Message = "Notice ({Kind}): {Text} {Remedy}")]
    public static partial void NoticeRaised(this ILogger log, string kind, string text, string remedy);

    [LoggerMessage(EventId = 91, Level = LogLevel.Information, Message = "Over ({Kind}): {Text}")]
    public static partial void NoticeEnded(this ILogger log, string kind, string text);

    [LoggerMessage(EventId = 92, Level = LogLevel.Warning, Message = "The receiver of notices (Notices:Url) does not take them; they are posted again. {Problem}")]
    public static partial void NoticeNotTaken(this ILogger log, string problem);

    [LoggerMessage(EventId = 93, Level = LogLevel.Warning, Message = "Notices wait for Redis: {Error}")]
    public static partial void NoticesInterrupted(this ILogger log, string error);
}
