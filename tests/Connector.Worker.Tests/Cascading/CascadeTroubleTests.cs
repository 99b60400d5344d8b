using Connector.ServiceDefaults.Faults;
using Connector.Testing;
using Connector.Testing.Redis;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Cascading;

/// <summary>What stands in the way of a company's change, and that it reaches the persons once all the same.</summary>
[Collection(Serial.Name)]
public sealed class CascadeTroubleTests(OutsideWorld world) : CascadeTest(world)
{
    public override ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        return base.InitializeAsync();
    }

    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { apiFaults = Array.Empty<object>() });

    [Fact]
    public async Task BrokenOffBetweenSubmittingAndRemembering_IsCarriedOverOnce()
    {
        using var broken = new BrokenOnce(Steps.BeforeCascaded);
        await using var worker = await StartAsync();
        var (contact, person) = await EnrichedAsync(worker, "Abbruch AG");
        await Crm.EditContactAsync(contact, Field(Vertical, "Retail"));
        broken.Arm();
        await worker.PostAsync("contact.changed", contact, ["userdef_id"]);
        await worker.AllEndedAsync(atLeast: 6);
        Assert.True(broken.Struck);

        Assert.Equal(6, (await worker.AllEndedAsync(atLeast: 6)).Accepted);
        Assert.Equal(2, Asked(person));
    }

    [Fact]
    public async Task WhileRedisFillsUp_ItAloneWaits_AndIsDoneLater()
    {
        var redis = World.NextRedis();
        int contact, person;
        await using (var worker = await StartAsync(redis, [("Jobs:MemoryLimit", "1000000"), ("Jobs:WatchEvery", "00:00:00.100")]))
        {
            await Eventually.ValueAsync(
                () => Task.FromResult(worker.Services.GetRequiredService<Jobs.Memory.MemoryWatch>().Pressure),
                p => p >= Jobs.Memory.MemoryPressure.Trim,
                cancellationToken: Cancellation);
            World.Intake = null;
            (contact, var known) = await Crm.CreateAsync("Voll AG", "Head of Sales");
            person = known!.Value;
            Assert.Equal("completed", (await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []))).Outcome);
            await Eventually.ValueAsync(
                async () => (await RunOfAsync(worker)).Timeline,
                timeline => timeline.Any(e => e is { Kind: "released" } && e.Text.StartsWith("yielded: Redis is filling up", StringComparison.Ordinal)),
                cancellationToken: Cancellation);

            // The account's other work goes on.
            Assert.Equal("unchanged", (await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"]))).Outcome);
            Assert.Empty(await CascadesAsync(worker, contact));
        }

        await using var roomy = await StartAsync(redis, []);
        await roomy.AllEndedAsync(atLeast: 4);
        Assert.Single(await CascadesAsync(roomy, contact));
        Assert.Equal(1, Asked(person));
    }

    [Fact]
    public async Task WhileRedisIsFull_TheCompanyIsWrittenOnce_AndItsPersonsAreMadeDueWhenThereIsRoom()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var admin = await server.ConnectAsync(allowAdmin: true);
        await using var worker = await StartAsync(server.ConnectionString, [("Jobs:WatchEvery", "00:00:00.100")]);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Randvoll AG", "Head of Sales");
        World.Enricher.OnContact = async (_, _, _) =>
        {
            await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
            return null;
        };

        await worker.PostAsync("contact.created", contact, []);
        await Eventually.ValueAsync(
            async () => (await RunOfAsync(worker)).Timeline,
            timeline => timeline.Any(e => e is { Kind: "released" } && e.Text.Contains("Redis is full", StringComparison.Ordinal)),
            cancellationToken: Cancellation);
        Assert.Equal((1, 0), (await Crm.PatchesAsync($"contact:{contact}"), Asked(person!.Value)));

        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(3, (await worker.AllEndedAsync(atLeast: 3)).Accepted);
        Assert.Single(await CascadesAsync(worker, contact));
        Assert.Equal((1, 1, 1), (await Crm.PatchesAsync($"contact:{contact}"), World.Enricher.Asked($"contact:{contact}"), Asked(person.Value)));
    }

    [Fact]
    public async Task SearchForPersonsThatOnlyFails_IsTriedForAWhile_AndItAloneIsDead()
    {
        await using var worker = await StartAsync(("Worker:RetryFor", "00:00:01"));
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Unauffindbar AG", "Head of Sales");
        await Crm.FaultsAsync(new { apiFaults = new[] { new { kind = "ServerError", resource = "Person" } } });

        await worker.PostAsync("contact.created", contact, []);
        var audit = await worker.AllEndedAsync(atLeast: 2);

        Assert.Equal((2, 1), (audit.Accepted, audit.Dead));
        var jobs = await JobsAsync(worker);
        Assert.Equal("completed", Assert.Single(jobs, j => j.Event == "contact.created").Outcome);
        Assert.Equal(("dead", "failed"), Assert.Single(jobs, j => j.Event == "connector.cascade") is var job ? (job.State, job.Reason) : default);
        Assert.Contains((await RunOfAsync(worker)).Timeline, e => e is { Kind: "released" } && e.Text.StartsWith("yielded: ", StringComparison.Ordinal));
        Assert.Equal(0, Asked(person!.Value));
    }
}
