namespace Connector.Dashboard.History;

/// <summary>All log lines of the history.</summary>
internal static partial class HistoryLog
{
    [LoggerMessage(1, LogLevel.Information, "The history in {Directory} is open")]
    public static partial void HistoryOpened(this ILogger logger, string directory);

    [LoggerMessage(2, LogLevel.Information, "The history was read from Redis in {Seconds:F1} s: {Runs} runs")]
    public static partial void HistoryRebuilt(this ILogger logger, double seconds, long runs);

    [LoggerMessage(3, LogLevel.Warning, "The history in {Directory} cannot be used: {Problem} Until it can, only the newest runs that Redis holds can be searched")]
    public static partial void HistoryUnusable(this ILogger logger, string directory, string problem);

    [LoggerMessage(4, LogLevel.Error, "The history {Path} is damaged and was deleted. It is read from Redis again; runs that Redis does not hold any more are gone")]
    public static partial void HistoryDamaged(this ILogger logger, string path);

    [LoggerMessage(5, LogLevel.Information, "{Entity} was erased elsewhere, and now from the history too: {Runs} runs had something of it")]
    public static partial void HistoryErased(this ILogger logger, string entity, int runs);

    [LoggerMessage(6, LogLevel.Warning, "Redis has lost data: {Runs} runs of the history that it does not know any more are marked as lost")]
    public static partial void HistoryLost(this ILogger logger, int runs);

    [LoggerMessage(7, LogLevel.Information, "{Runs} runs were deleted from the history: they were older than Dashboard:History:Days, or more than Dashboard:History:Runs")]
    public static partial void HistoryCleaned(this ILogger logger, int runs);

    [LoggerMessage(8, LogLevel.Warning, "The history {Directory} was declared gone and is back: it erases {Due} records that were erased meanwhile; {Dropped} more are not known any more, so delete the directory if that is not 0")]
    public static partial void HistoryCameBack(this ILogger logger, string directory, long due, long dropped);
}
