using System.Text;
using Connector.Worker.Tests.World;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Passes;

/// <summary>A rolling upgrade: an ingress of the version before still runs beside a worker of this one.</summary>
[Collection(Serial.Name)]
public sealed class VersionBeforeTests(OutsideWorld world)
{
    private const string Prefix = "connector:{0}:";

    [Fact]
    public async Task What_it_puts_into_the_stream_of_layout_1_is_decided()
    {
        var redis = world.NextRedis();
        await using var worker = await WorkerHost.StartAsync(world, redis);
        world.Intake = null;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);

        // As its accept.lua does, deduplication aside.
        var all = connection.GetDatabase().CreateTransaction();
        _ = all.HashSetAsync(Prefix + "job:j1", [new("tenant", WorkerHost.Tenant), new("eventId", "e1"), new("receivedAt", 1_795_000_000_000), new("traceParent", ""), new("state", "waiting")]);
        _ = all.StringSetAsync(Prefix + "body:j1", Encoding.UTF8.GetBytes($$"""{ "EventId": "e1", "Event": "contact.changed", "Entity": "contact", "PrimaryKey": 7, "Changes": ["no such column"], "ContextIdentifier": "{{WorkerHost.Tenant}}" }"""));
        _ = all.StreamAddAsync(Prefix + "events", "job", "j1");
        _ = all.HashIncrementAsync(Prefix + "counters", "accepted");
        Assert.True(await all.ExecuteAsync());

        Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync("j1"));
        await worker.AllEndedAsync(1);
    }
}
