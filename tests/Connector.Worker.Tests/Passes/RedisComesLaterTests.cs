using Connector.Jobs.Hosting;
using Connector.Testing.Redis;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>A worker that starts before its Redis.</summary>
[Collection(Serial.Name)]
public sealed class RedisComesLaterTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task A_worker_begins_to_work_as_soon_as_Redis_is_there()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await redis.KillAsync();
        await using var worker = await WorkerHost.StartAtOnceAsync(World, redis.ConnectionString);
        Assert.False(worker.Services.GetRequiredService<RedisGate>().IsOpen);

        await redis.RestartAsync(Cancellation);
        await RedisGate.OpenedAsync(worker.Services, Cancellation);

        World.Intake = null;
        var (contact, _) = await World.Sandbox.CreateAsync("Später AG");
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
    }

    [Fact]
    public async Task A_worker_does_nothing_on_a_Redis_it_refuses()
    {
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { ExtraArguments = ["--appendonly", "no"] }, Cancellation);
        await using var worker = await WorkerHost.StartAtOnceAsync(World, redis.ConnectionString);
        await Assert.ThrowsAsync<Jobs.UnsafeRedisException>(() => RedisGate.OpenedAsync(worker.Services, Cancellation));

        await worker.StopAsync();
        await using var connection = await redis.ConnectAsync(allowAdmin: true);
        Assert.Equal(0, (long)await connection.GetDatabase().ExecuteAsync("DBSIZE"));
        var commands = (await connection.GetDatabase().ExecuteAsync("INFO", "commandstats")).ToString();
        Assert.DoesNotContain("cmdstat_eval", commands, StringComparison.Ordinal);
        Assert.DoesNotContain("cmdstat_hgetall", commands, StringComparison.Ordinal);
    }
}
