namespace Connector.Ingress.Tests.Hosting;

/// <summary>One ingress on an emptied Redis for all tests of a class, where none needs a world of its own.</summary>
public sealed class IngressFixture(RedisFixture redis) : IAsyncLifetime
{
    internal IngressHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        // Its classes fail more often than anybody may.
        Host = IngressHost.Start(redis, ("Ingress:FailuresPerMinute", "10000"));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
