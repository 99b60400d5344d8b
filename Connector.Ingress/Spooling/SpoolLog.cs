namespace Connector.Ingress.Spooling;

/// <summary>All log lines of the spool.</summary>
internal static partial class SpoolLog
{
    [LoggerMessage(101, LogLevel.Information, "While Redis is slow or away, events are spooled in {Directory}, up to {MaxBytes} bytes")]
    public static partial void Ready(this ILogger logger, string directory, long maxBytes);

    [LoggerMessage(102, LogLevel.Warning, "There is no spool: while Redis is slow or away, posts are answered with 503. Set Ingress:Spool:Directory to a directory on a durable disk")]
    public static partial void Absent(this ILogger logger);

    [LoggerMessage(103, LogLevel.Warning, "Redis does not take events; they are spooled until it does")]
    public static partial void Begun(this ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Error, "The spool is full with {Events} events in {Bytes} bytes; until there is room, posts that Redis does not take are answered with 503")]
    public static partial void Full(this ILogger logger, long events, long bytes);

    [LoggerMessage(105, LogLevel.Error, "The spool cannot be written; until it can, posts that Redis does not take are answered with 503")]
    public static partial void Failed(this ILogger logger, Exception exception);

    [LoggerMessage(106, LogLevel.Information, "The spool takes events again")]
    public static partial void Regained(this ILogger logger);

    [LoggerMessage(107, LogLevel.Information, "{File}: adopted with {Events} events; the process that wrote it has ended")]
    public static partial void Adopted(this ILogger logger, string file, long events);

    [LoggerMessage(108, LogLevel.Warning, "{File} cannot be adopted now and is left where it is")]
    public static partial void NotAdopted(this ILogger logger, string file, Exception exception);

    [LoggerMessage(109, LogLevel.Error, "{File} is damaged: set aside as {Aside}. The events left in it are not accepted; recover them with sqlite3's .recover")]
    public static partial void SetAside(this ILogger logger, string file, string aside, Exception exception);

    [LoggerMessage(110, LogLevel.Warning, "Spooled events do not get into Redis yet; they stay in the spool until it takes them")]
    public static partial void NotDrained(this ILogger logger, Exception exception);

    [LoggerMessage(112, LogLevel.Debug, "The dashboard does not learn yet how many events are spooled ({Error})")]
    public static partial void NotTold(this ILogger logger, string error);

    [LoggerMessage(113, LogLevel.Critical, "There is no spool: {Directory} cannot be used. While Redis is slow or away, posts are answered with 503. Mend the directory; it is tried again every few seconds, no restart is needed")]
    public static partial void Unusable(this ILogger logger, string directory, Exception exception);

    [LoggerMessage(114, LogLevel.Error, "{File}: events that Redis has cannot be deleted from it now. They are not given to Redis again while this process lives; deleting them is tried again")]
    public static partial void NotForgotten(this ILogger logger, string file, Exception exception);

    [LoggerMessage(115, LogLevel.Warning, "{File} cannot be deleted now, although Redis has all its events; it is tried again")]
    public static partial void NotDeleted(this ILogger logger, string file, Exception exception);

    [LoggerMessage(116, LogLevel.Error, "{File}: the event of job {JobId} names no tenant that there can be. It is not accepted, and kept in {Rejected} for a human; the other events are accepted")]
    public static partial void Rejected(this ILogger logger, string file, string jobId, string rejected);

    [LoggerMessage(111, LogLevel.Information, "{File}: all its events are in Redis")]
    public static partial void Drained(this ILogger logger, string file);
}
