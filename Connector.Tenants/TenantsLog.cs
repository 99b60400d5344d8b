using Microsoft.Extensions.Logging;

namespace Connector.Tenants;

/// <summary>What there is to say of tenants' files. Never of what stands in them.</summary>
internal static partial class TenantsLog
{
    [LoggerMessage(1, LogLevel.Information, "{File}: what it says of {Tenant} is in force")]
    public static partial void TenantRead(this ILogger logger, string file, string tenant);

    [LoggerMessage(2, LogLevel.Information, "{File}: {Tenant} is no longer served")]
    public static partial void TenantGone(this ILogger logger, string file, string tenant);

    [LoggerMessage(3, LogLevel.Error, "{File} is wrong. {Problem} {Consequence} until it is right")]
    public static partial void TenantFileWrong(this ILogger logger, string file, string problem, string consequence);

    [LoggerMessage(4, LogLevel.Error, "Tenants:Directory cannot be read; its tenants stay as they are until it can")]
    public static partial void TenantsUnreadable(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "Tenants:Directory has more than {Most} files; the others are no tenants")]
    public static partial void TooManyTenants(this ILogger logger, int most);
}
