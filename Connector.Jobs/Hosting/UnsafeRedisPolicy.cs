namespace Connector.Jobs.Hosting;

/// <summary>What a service does whose Redis must not be used.</summary>
/// <param name="IsOutlived">
/// True: it goes on without, and looks again until the Redis is mended. False: it ends, because without Redis it is of no use, and a service that does
/// not start is seen.
/// </param>
internal sealed record UnsafeRedisPolicy(bool IsOutlived);
