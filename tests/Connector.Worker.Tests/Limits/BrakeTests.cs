using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Testing.Redis;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>The brake as a worker pulls it, and what brake and write stop are worth when Redis goes away.</summary>
[Collection(Serial.Name)]
public sealed class BrakeTests(OutsideWorld world) : WorkerTest(world)
{
    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { apiFaults = Array.Empty<object>() });

    [Theory]
    [InlineData(WriteEnding.Conflict, "dead")] // of its only attempt
    [InlineData(WriteEnding.Refusal, "dead")]
    [InlineData(WriteEnding.NoRight, "proposed")]
    [InlineData(WriteEnding.Mismatch, "completed")]
    public async Task Five_records_whose_writes_end_badly_do_not_brake_and_the_sixth_of_the_last_twenty_does_with_an_alarm(WriteEnding how, string ends)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var spoiler = new Spoiler { How = how };
        await using var worker = await WorkerHost.StartAsync(
            World, spoiler.AddTo, settings: [("Worker:Attempts", "1"), ("SuperOffice:BreakerMinimumCalls", "1000")]);
        var modes = worker.Services.GetRequiredService<TenantModes>();
        for (var n = 1; n <= 5; n++)
        {
            await SpoiltAsync($"Holprig {n} AG");
        }

        Assert.Equal(("completed", "written"), await CreatedAsync(worker, "Noch nicht AG"));
        Assert.Null((await modes.ReadAsync(WorkerHost.Tenant, Cancellation)).Mode);

        await SpoiltAsync("Zuviel AG");
        var limits = await modes.ReadAsync(WorkerHost.Tenant, Cancellation);
        Assert.True(limits.IsBraked);
        Assert.StartsWith("6 of the last 7 records ", limits.ModeReason, StringComparison.Ordinal);
        Assert.Contains("Critical BrakeLever: The brake lowered the mode", TestContext.Current.TestOutputHelper!.Output, StringComparison.Ordinal);
        Assert.Equal(("proposed", "proposed"), await CreatedAsync(worker, "Gebremst AG"));

        await modes.RaiseAsync(WorkerHost.Tenant, TenantMode.Write, "ANNA", "looked at it", Cancellation);
        Assert.Equal(("completed", "written"), await CreatedAsync(worker, "Wieder frei AG"));

        async Task SpoiltAsync(string name)
        {
            // The first 403 may be meant for the token, and is asked about once more.
            spoiler.Spoil(how == WriteEnding.NoRight ? 2 : 1);
            Assert.Equal(ends, (await CreatedAsync(worker, name)).Outcome);
            spoiler.Spoil(0);
        }
    }

    [Fact]
    public async Task One_record_that_another_program_changes_all_the_time_brakes_nobody_and_is_written_in_the_end()
    {
        var spoiler = new Spoiler { How = WriteEnding.Conflict };
        await using var worker = await WorkerHost.StartAsync(
            World, spoiler.AddTo, settings: [("Worker:FirstRetry", "00:00:00.010"), ("Worker:LongestRetry", "00:00:00.050"), ("Worker:Attempts", "20")]);
        spoiler.Spoil(8);

        Assert.Equal(("completed", "written"), await CreatedAsync(worker, "Umstritten AG"));
        Assert.Null((await worker.Services.GetRequiredService<TenantModes>().ReadAsync(WorkerHost.Tenant, Cancellation)).Mode);
    }

    [Fact]
    public async Task While_Redis_is_down_nothing_is_written_and_brake_and_write_stop_are_still_there_when_it_is_back()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        var file = Path.Combine(Folder, "stop");
        await using var worker = await WorkerHost.StartAsync(World, redis.ConnectionString, settings: [("Worker:WriteStopFile", file), ("Tenant:Brake:Troubles", "0")]);
        var modes = worker.Services.GetRequiredService<TenantModes>();
        await Crm.FaultsAsync(new { apiFaults = new[] { new { kind = "Forbidden", method = "PATCH" } } });
        Assert.Equal(("proposed", "no_right"), await CreatedAsync(worker, "Verboten AG"));
        await Crm.FaultsAsync(new { apiFaults = Array.Empty<object>() });
        await modes.StopWritesAsync(WorkerHost.Tenant, "ANNA", "looking", Cancellation);

        // Under way, asked already, when Redis goes.
        var (asked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        World.Enricher.OnContact = async (_, _, cancellation) =>
        {
            asked.TrySetResult();
            await goOn.Task.WaitAsync(cancellation);
            return null;
        };
        var (contact, _) = await Crm.CreateAsync("Unterwegs AG");
        var job = await worker.PostAsync("contact.created", contact, []);
        await asked.Task.WaitAsync(Cancellation);
        await redis.KillAsync();
        goOn.SetResult();
        await Eventually.TrueAsync(
            () => TestContext.Current.TestOutputHelper!.Output.Contains("is interrupted (", StringComparison.Ordinal), cancellationToken: Cancellation);
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
        await File.WriteAllTextAsync(file, "", Cancellation);

        await redis.RestartAsync(Cancellation);
        var limits = await Eventually.ValueAsync(() => ReadAsync(modes), l => l is not null, TimeSpan.FromSeconds(20), cancellationToken: Cancellation);
        Assert.Equal((true, "ANNA"), (limits!.IsBraked, limits.WriteStop?.By));

        // One after the other, a person lifts them; each of them alone stops.
        await modes.RaiseAsync(WorkerHost.Tenant, TenantMode.Write, "ANNA", "rights granted", Cancellation);
        var holds = worker.Services.GetRequiredService<Holds>();
        await HeldAsync(holds, "Write stop: a person stopped all writes by a file");
        File.Delete(file);
        await HeldAsync(holds, "Write stop: a person stopped all writes");
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));

        await modes.AllowWritesAsync(WorkerHost.Tenant, "ANNA", "looked at it", Cancellation);
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
    }

    private static Task HeldAsync(Holds holds, string reason) => Eventually.TrueAsync(
        async () => (await holds.ListAsync(Cancellation)).SingleOrDefault()?.Reason == reason, TimeSpan.FromSeconds(20), cancellationToken: Cancellation);

    private static async Task<SetLimits?> ReadAsync(TenantModes modes)
    {
        try
        {
            return await modes.ReadAsync(WorkerHost.Tenant, Cancellation);
        }
        catch (StackExchange.Redis.RedisException)
        {
            return null;
        }
    }

    private async Task<(string? Outcome, string? Reason)> CreatedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        return await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));
    }
}
