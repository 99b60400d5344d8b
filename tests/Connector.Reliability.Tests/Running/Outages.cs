using Connector.Testing.Redis;

namespace Connector.Reliability.Tests.Running;

/// <summary>The ways in which Redis is away, by name: <c>frozen</c>, its connections stay open and nothing answers; <c>killed</c>, and started again on its data.</summary>
internal static class Outages
{
    public static async Task BreakAsync(this RedisServer redis, string how)
    {
        if (how == "frozen")
        {
            redis.Pause();
        }
        else
        {
            await redis.KillAsync();
        }
    }

    public static async Task MendAsync(this RedisServer redis, string how, CancellationToken cancellationToken)
    {
        if (how == "frozen")
        {
            redis.Resume();
        }
        else
        {
            await redis.RestartAsync(cancellationToken);
        }
    }
}
