using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Passes;
using Connector.Worker.Tests.Limits;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Passes;

/// <summary>A pass in the middle of its account when a deployment begins: what it has begun it ends, the rest another worker does, and nobody is charged.</summary>
[Collection(Serial.Name)]
public sealed class HandOverTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task PassInTheMiddleWhenADrainBegins_EndsItsEntity_HandsOverTheRest_AndAnotherWorkerFinishes_AtNoCost()
    {
        var redis = World.NextRedis();
        (string, string)[] settings = [("Jobs:Heartbeat", "00:00:00.100"), ("Jobs:Quiet", "00:00:00.300"), ("Worker:Attempts", "1")];
        await using var first = await WorkerHost.StartAsync(World, redis, settings: settings);
        World.Intake = null;
        var drains = first.Services.GetRequiredService<Drains>();
        var release = new TaskCompletionSource();
        World.Enricher.OnContact = async (_, _, _) =>
        {
            await release.Task;
            return null;
        };
        var (contact, person) = await World.Sandbox.CreateAsync("Ablösung AG", "CFO");
        var contactJob = await first.PostAsync("contact.created", contact, []);
        var personJob = await first.PostAsync("person.created", person!.Value, [], new { contact_id = contact });
        await Eventually.TrueAsync(() => World.Enricher.Asked($"contact:{contact}") == 1, cancellationToken: Cancellation);
        Assert.Equal("processing", (await first.Runs.FindJobAsync(personJob, Cancellation))!.State);

        await drains.StartAsync("Anna", Cancellation);
        await HeardAsync(first, contact);
        release.SetResult();

        Assert.Equal(("completed", "written"), await first.EndOfAsync(contactJob));
        await Eventually.TrueAsync(async () => (await first.Runs.FindJobAsync(personJob, Cancellation))!.State == "scheduled", cancellationToken: Cancellation);
        Assert.Equal(0, World.Enricher.Asked($"person:{person}"));
        await first.StopAsync();
        await using var second = await WorkerHost.StartAsync(World, redis, settings: settings);
        World.Intake = null;
        await DrainsOf(second).EndAsync("Anna", Cancellation);

        Assert.Equal(("completed", "written"), await second.EndOfAsync(personJob));
        Assert.Equal((1, 1), (World.Enricher.Asked($"contact:{contact}"), World.Enricher.Asked($"person:{person}")));
        var run = (await second.Runs.FindAsync((await second.Runs.FindJobAsync(personJob, Cancellation))!.RunId!, Cancellation))!;
        Assert.Equal(0, run.Run.Attempts);
        Assert.Contains(run.Timeline, line => line is { Kind: "released", Text: "handed" });
        Assert.DoesNotContain(run.Timeline, line => line.Kind is "retry" or "reclaimed" or "dead");

        static Drains DrainsOf(WorkerHost worker) => worker.Services.GetRequiredService<Drains>();
    }

    // The host ends its web server first, and that waits for callers; the loops are asked to stop only then.
    [Fact]
    public async Task FromTheMomentAnEndIsAskedFor_NoAccountIsTaken_ThoughTheHostIsNotThereYet()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Jobs:Quiet", "00:00:00.100")]);
        World.Intake = null;
        var loop = Assert.Single(worker.Services.GetServices<IHostedService>().OfType<PassLoop>());
        var (contact, _) = await World.Sandbox.CreateAsync("Feierabend AG");

        worker.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await loop.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        var job = await worker.PostAsync("contact.created", contact, []);

        await Eventually.TrueAsync(async () => (await worker.Runs.FindJobAsync(job, Cancellation))!.State == "scheduled", cancellationToken: Cancellation);
        Assert.Equal(0, World.Enricher.Asked($"contact:{contact}"));
    }

    [Fact]
    public async Task ProbeThatIsHandedOverBeforeItAskedAnything_IsFollowedByAnotherAtOnce()
    {
        await using var worker = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses, settings: [("Jobs:Quiet", "00:00:00")]);
        World.Intake = null;
        var holds = worker.Services.GetRequiredService<Holds>();
        await worker.PostAsync("contact.created", (await World.Sandbox.CreateAsync("Staffellauf AG")).Contact, []);
        await holds.HoldAsync(WorkerHost.Tenant, HoldReasons.Reason(HoldSide.Spend, "none is left"), TimeSpan.Zero, Cancellation);
        await using var probe = await HandPass.TakeAsync(worker);
        Assert.Null((await worker.Passes.TakeAsync("test", [], Cancellation)).Pass);

        await worker.Services.GetRequiredService<PassEnding>().EndAsync(probe.Scope.Pass, new PassProgress(probe.Scope.Pass.Jobs), Cancellation);

        Assert.NotNull((await worker.Passes.TakeAsync("test", [], Cancellation)).Pass);
        Assert.Single(await holds.ListAsync(Cancellation));
    }

    /// <summary>Waits until the pass has beaten twice: the second beat is sent when the answer to the first, that there is a drain, has been heard.</summary>
    private static async Task HeardAsync(WorkerHost worker, int contact)
    {
        var redis = worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var until = await LeaseAsync();
        for (var beat = 0; beat < 2; beat++)
        {
            until = await Eventually.ValueAsync(LeaseAsync, now => now > until, cancellationToken: Cancellation);
        }

        async Task<double> LeaseAsync() => (await redis.SortedSetScoreAsync("connector:{0}:leases", $"{WorkerHost.Tenant}/c{contact}"))!.Value;
    }
}
