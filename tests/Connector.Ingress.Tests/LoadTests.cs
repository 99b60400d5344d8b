using System.Collections.Concurrent;
using System.Net;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class LoadTests(RedisFixture redis)
{
    private const int Senders = 64;
    // More for a longer look: 500 each took 7 s on two idle cores, sender included.
    private const int PostsPerSender = 30;

    [Fact]
    public async Task Every_post_answered_with_200_is_counted_exactly_once()
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Logging:LogLevel:Default", "Warning"), ("Logging:LogLevel:Microsoft.AspNetCore", "Warning"));
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();

        await Parallel.ForAsync(0, Senders, new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (_, cancel) =>
        {
            for (var i = 0; i < PostsPerSender; i++)
            {
                using var response = await host.PostAsync(Bodies.Change(), cancellationToken: cancel);
                answers.AddOrUpdate(response.StatusCode, 1, (_, count) => count + 1);
            }
        });

        var audit = await host.AuditAsync();
        Assert.Equal([HttpStatusCode.OK], answers.Keys);
        Assert.Equal((Senders * PostsPerSender, Senders * PostsPerSender, true), (audit.Accepted, audit.Waiting, audit.Balanced));
    }
}
