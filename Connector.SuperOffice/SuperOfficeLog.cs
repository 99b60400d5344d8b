using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.Logging;

namespace Connector.SuperOffice;

/// <summary>What the client logs. Failures of calls are not among it: they are exceptions, and whoever catches them knows what they meant.</summary>
internal static partial class SuperOfficeLog
{
    [LoggerMessage(1, LogLevel.Information, "Logged in to SuperOffice; the access token is good for {Lifetime}.")]
    public static partial void LoggedIn(ILogger logger, TimeSpan lifetime);

    [LoggerMessage(2, LogLevel.Information, "SuperOffice gave a new refresh token; it is used from now on.")]
    public static partial void RefreshTokenRotated(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "SuperOffice no longer accepts the login: {Reason} It is tried again each minute.")]
    public static partial void Revoked(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The login could not be renewed early; the present access token is used on: {Reason}")]
    public static partial void EarlyRenewalFailed(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "SuperOffice refused an access token ({Status}); asking for a new one.")]
    public static partial void TokenRefused(ILogger logger, int status);

    [LoggerMessage(6, LogLevel.Warning, "Redis does not answer ({Problem}): until it does, this process logs in to SuperOffice for itself.")]
    public static partial void LoginNotShared(ILogger logger, string problem);

    [LoggerMessage(7, LogLevel.Information, "Redis answers again: the login to SuperOffice is shared.")]
    public static partial void LoginSharedAgain(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "The shared login in Redis cannot be read (another client secret, or damage); it counts as missing and is replaced.")]
    public static partial void SharedLoginUnreadable(ILogger logger);

    [LoggerMessage(10, LogLevel.Information, "Tenant {Tenant} is {State}; its API is at {Api}.")]
    public static partial void Located(ILogger logger, string tenant, TenantState state, string api);

    [LoggerMessage(11, LogLevel.Warning, "Tenant {Tenant} is {State}; its API is not available.")]
    public static partial void Unavailable(ILogger logger, string tenant, TenantState state);

    [LoggerMessage(12, LogLevel.Warning, "The state of tenant {Tenant} could not be read; its last known location is used on: {Reason}")]
    public static partial void StateUnread(ILogger logger, string tenant, string reason);

    [LoggerMessage(20, LogLevel.Debug, "Repeating a {Method} (repetition {Repetition}) after status {Status} in {Delay}.")]
    public static partial void Repeating(ILogger logger, string method, int repetition, int? status, TimeSpan delay);

    [LoggerMessage(21, LogLevel.Warning, "SuperOffice asked to wait {Pause}; nothing is sent to the tenant meanwhile.")]
    public static partial void Paused(ILogger logger, TimeSpan pause);

    [LoggerMessage(22, LogLevel.Warning,
        "Redis does not answer ({Error}): until it does, this process keeps to its share of the tenant's calls by itself.")]
    public static partial void CallsNotShared(ILogger logger, string error);

    [LoggerMessage(23, LogLevel.Information, "Redis answers again: the processes share the tenant's calls.")]
    public static partial void CallsShared(ILogger logger);

    [LoggerMessage(24, LogLevel.Error, "SuperOffice's {Part} failed too often (last: {Last}); it is not called for {Pause}.")]
    public static partial void BreakerOpened(ILogger logger, string part, TimeSpan pause, string last);

    [LoggerMessage(25, LogLevel.Information, "SuperOffice's {Part} works again.")]
    public static partial void BreakerClosed(ILogger logger, string part);

    [LoggerMessage(30, LogLevel.Warning, "No route leads to the items of list {List} of field {ProgId}.")]
    public static partial void ListUnresolved(ILogger logger, string? list, string progId);

    [LoggerMessage(31, LogLevel.Information, "Added item {ItemId} to list {List} of field {ProgId}.")]
    public static partial void ListItemCreated(ILogger logger, int itemId, int? list, string progId);

    [LoggerMessage(32, LogLevel.Warning, "List {List} of field {ProgId} has several items of one name, somebody else added it too; item {ItemId} is used.")]
    public static partial void ListItemTwice(ILogger logger, int itemId, int? list, string progId);

    [LoggerMessage(40, LogLevel.Debug, "Writes are recorded under associate {AssociateId} (from {Source}, dedicated: {Dedicated}).")]
    public static partial void Identified(ILogger logger, int? associateId, string source, bool dedicated);

    [LoggerMessage(41, LogLevel.Warning, "SuperOffice did not say who we are: {Reason}")]
    public static partial void IdentityBlocked(ILogger logger, string reason);
}
