extern alias enricher;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Testing.Redis;
using Connector.Worker.Tests.World;
using enricher::Connector.Enrichment.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Passes;

/// <summary>What passes do when the other sides fail, refuse, dawdle, or when this one is stopped.</summary>
[Collection(Serial.Name)]
public sealed class TroubleTests(OutsideWorld world) : WorkerTest(world)
{
    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    public async Task EnricherThatFailsOnce_IsAskedAgain_AndTheJobCompletes(StatusCode code)
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Enricher.OnContact = (_, time, _) => time == 1 ? throw ScriptedEnricher.Failure(code) : Task.FromResult<EnrichContactResponse?>(null);

        var (contact, job) = await CreatedAsync(worker, "Wackelkontakt AG");

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        Assert.Equal(2, World.Enricher.Asked($"contact:{contact}"));
        Assert.Single(World.Enricher.Keys.Distinct());
        Assert.Equal(1, Assert.Single(await worker.Runs.ListAsync(0, 10, Cancellation)).Attempts);
    }

    [Fact]
    public async Task EnricherThatKeepsFailing_EndsInADeadLetter_AfterTheLastAttempt()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Worker:Attempts", "3"));
        World.Enricher.OnContact = (_, _, _) => throw ScriptedEnricher.Failure(StatusCode.Unavailable);

        var (contact, job) = await CreatedAsync(worker, "Dauerfehler AG");

        Assert.Equal(("dead", "failed"), await worker.EndOfAsync(job));
        Assert.Equal(3, World.Enricher.Asked($"contact:{contact}"));
    }

    [Fact]
    public async Task RequestThatCannotBeProcessed_IsDeadAtOnce_AndDoesNotDragThePersonDown()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Enricher.OnContact = (_, _, _) => throw ScriptedEnricher.Failure(StatusCode.FailedPrecondition);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Unverdaulich AG", "CFO");

        var contactJob = await worker.PostAsync("contact.created", contact, []);
        var personJob = await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact });

        Assert.Equal(("dead", "failed"), await worker.EndOfAsync(contactJob));
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(personJob));
    }

    [Fact]
    public async Task CompanyTheExplorerDoesNotKnow_IsNotAskedAboutAgain()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Enricher.OnContact = (_, _, _) => Task.FromResult<EnrichContactResponse?>(ScriptedEnricher.Refused(RefusalReason.NotFound));

        var (contact, job) = await CreatedAsync(worker, "Unbekannt AG");
        Assert.Equal(("unchanged", "not_found"), await worker.EndOfAsync(job));
        Assert.Equal(("unchanged", "unchanged"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));

        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Fact]
    public async Task AnswerAboutAnotherCompany_IsRefusedAndShown_AndNothingIsWritten()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Enricher.OnContact = (_, _, _) => Task.FromResult<EnrichContactResponse?>(ScriptedEnricher.Refused(RefusalReason.OtherCompany));

        var (contact, job) = await CreatedAsync(worker, "Verwechselt AG");

        Assert.Equal(("unchanged", "other_company"), await worker.EndOfAsync(job));
        Assert.Equal("why", Assert.Single(await worker.ReportsAsync($"contact:{contact}")).Detail);
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
        Assert.Equal("", await Crm.ContactFieldAsync(contact, "SuperOffice:83"));
    }

    [Fact]
    public async Task RefusedCredentials_HoldTheTenant_UntilAProbeSucceeds_AtNoCostOfAttempts()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Worker:Attempts", "1"));
        var holds = worker.Services.GetRequiredService<Holds>();
        World.Enricher.OnContact = (_, _, _) => throw ScriptedEnricher.Failure(StatusCode.Unauthenticated);

        var (_, job) = await CreatedAsync(worker, "Gesperrt AG");
        var hold = await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation);
        Assert.StartsWith("Company Explorer: ", hold[0].Reason, StringComparison.Ordinal);
        World.Enricher.OnContact = null;
        await holds.HoldAsync(WorkerHost.Tenant, hold[0].Reason, TimeSpan.Zero, Cancellation); // the probe's minute is over

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        await Eventually.TrueAsync(async () => (await holds.ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task ExplorerThatIsStillWorking_IsAskedAgainWithTheSameKey_AndThenTheJobCompletes()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Enricher.OnContact = (_, time, _) =>
            Task.FromResult<EnrichContactResponse?>(time == 1 ? ScriptedEnricher.StillProcessing(TimeSpan.FromSeconds(1)) : null);

        var (contact, job) = await CreatedAsync(worker, "Geduld AG");

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        Assert.Equal(2, World.Enricher.Asked($"contact:{contact}"));
        Assert.Single(World.Enricher.Keys.Distinct());
        Assert.Equal(0, Assert.Single(await worker.Runs.ListAsync(0, 10, Cancellation)).Attempts);
    }

    [Fact]
    public async Task Shutdown_HandsOver_AtNoCost_AndAnotherWorkerFinishes()
    {
        var redis = World.NextRedis();
        await using var first = await WorkerHost.StartAsync(World, redis);
        World.Enricher.OnContact = Forever;
        var (contact, job) = await CreatedAsync(first, "Schichtwechsel AG");
        await Eventually.TrueAsync(() => World.Enricher.Asked($"contact:{contact}") == 1, cancellationToken: Cancellation);

        await first.StopAsync();
        World.Enricher.OnContact = null;
        await using var second = await WorkerHost.StartAsync(World, redis);

        Assert.Equal(("completed", "written"), await second.EndOfAsync(job));
        var details = await second.Runs.FindAsync((await second.Runs.ListAsync(0, 1, Cancellation))[0].Id, Cancellation);
        Assert.Equal(0, details!.Run.Attempts);
        Assert.DoesNotContain(details.Timeline, t => t.Kind == "reclaimed");
        Assert.Contains(details.Timeline, t => t.Kind == "released");
    }

    [Fact]
    public async Task RedisKilledInTheMiddleOfAPass_AndRestarted_EverythingFinishesWithoutARestart()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var worker = await WorkerHost.StartAsync(World, redis.ConnectionString);
        var release = new TaskCompletionSource();
        World.Enricher.OnContact = async (_, _, _) =>
        {
            await release.Task;
            return null;
        };
        var (contact, job) = await CreatedAsync(worker, "Stromausfall AG");
        await Eventually.TrueAsync(() => World.Enricher.Asked($"contact:{contact}") == 1, cancellationToken: Cancellation);

        await redis.KillAsync();
        release.SetResult();
        await redis.RestartAsync(Cancellation);

        await worker.AllEndedAsync(atLeast: 1);
        Assert.Equal("completed", (await worker.EndOfAsync(job)).Outcome);
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
        var intake = worker.Services.GetRequiredKeyedService<IConnectionMultiplexer>("intake");
        await Eventually.TrueAsync(() => intake.IsConnected, cancellationToken: Cancellation);
        var next = await CreatedAsync(worker, "Danach AG");
        Assert.Equal("completed", (await worker.EndOfAsync(next.Job)).Outcome);
    }

    private static async Task<EnrichContactResponse?> Forever(string entity, int time, CancellationToken cancelled)
    {
        await Task.Delay(Timeout.Infinite, cancelled);
        return null;
    }

    /// <summary>A company nobody but this test knows of, and the job of its creation.</summary>
    private async Task<(int Contact, string Job)> CreatedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        return (contact, await worker.PostAsync("contact.created", contact, []));
    }
}
