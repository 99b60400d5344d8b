namespace Connector.Enricher.Calls;

/// <summary>What the enricher logs: ids, outcomes and durations; no name, no text, no address.</summary>
internal static partial class EnricherLog
{
    [LoggerMessage(1, LogLevel.Information, "{Tenant} {Entity}: {Outcome} after {Milliseconds} ms")]
    public static partial void Answered(ILogger logger, string tenant, string entity, string outcome, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{Tenant} {Entity}: {Reason} after {Milliseconds} ms. {Explanation}")]
    public static partial void Failed(ILogger logger, string tenant, string entity, string reason, string explanation, long milliseconds);

    [LoggerMessage(3, LogLevel.Information, "{Tenant} {Entity}: the caller gave up after {Milliseconds} ms")]
    public static partial void Abandoned(ILogger logger, string tenant, string entity, long milliseconds);

    [LoggerMessage(4, LogLevel.Warning, "{Tenant}: the Company Explorer's answer holds members of another kind than agreed, taken as missing: {Members}")]
    public static partial void OddMembers(ILogger logger, string tenant, string members);

    [LoggerMessage(5, LogLevel.Error, "{Tenant}: the Company Explorer has all but ceased to answer and is not asked for {Pause}")]
    public static partial void BreakerOpened(ILogger logger, string tenant, TimeSpan pause);

    [LoggerMessage(6, LogLevel.Information, "{Tenant}: the Company Explorer answers again")]
    public static partial void BreakerClosed(ILogger logger, string tenant);

    [LoggerMessage(7, LogLevel.Information, "{Tenant}: the Company Explorer's declared region is {Region}")]
    public static partial void RegionDeclared(ILogger logger, string tenant, string region);

    [LoggerMessage(EventId = 8, Message = "{Tenant}: the Company Explorer's region is not declared; ask its operator where it processes what it is sent, and set Explorer:Region")]
    public static partial void RegionNotDeclared(ILogger logger, LogLevel level, string tenant);
}
