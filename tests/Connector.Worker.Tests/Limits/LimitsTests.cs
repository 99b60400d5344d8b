using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice.Writing;
using Connector.Testing;
using Connector.Testing.Redis;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tests.Limits;

/// <summary>Scope, write budget, brake and write stop, as a worker heeds them.</summary>
[Collection(ThirdWorld.Name)]
public sealed class LimitsTests(OutsideWorld world) : WorkerTest(world)
{
    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { apiFaults = Array.Empty<object>() });

    [Theory]
    [InlineData("Tenant:Scope:Owners:0", "anna", "completed", "written")]
    [InlineData("Tenant:Scope:Owners:0", "BERND", "proposed", "out_of_scope")]
    [InlineData("Tenant:Scope:Contacts:0", "1", "proposed", "out_of_scope")]
    [InlineData("Tenant:Scope:Categories:0", "999", "proposed", "out_of_scope")]
    public async Task OutsideTheScope_ADifferenceIsProposed(string key, string value, string outcome, string reason)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Tenant:Scope:All", "false"), (key, value)]);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Grenzfall AG", "CFO", owner: 11);

        Assert.Equal((outcome, reason), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal((outcome, reason), await worker.EndOfAsync(await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact })));
        Assert.Equal(outcome == "completed" ? 1 : 0, await Crm.PatchesAsync($"contact:{contact}"));
        Assert.Equal(outcome == "completed" ? 0 : 2, await worker.Services.GetRequiredService<Proposals>().CountAsync(WorkerHost.Tenant, Cancellation));
    }

    [Fact]
    public async Task SpentWriteBudget_HoldsTheTenantVisibly_AndARaisedOneLiftsIt_WithoutAskingTwice()
    {
        var redis = World.NextRedis();
        var contacts = new List<int>();
        await using (var worker = await WorkerHost.StartAsync(World, redis, settings: ("Tenant:WriteBudget:AccountsPerHour", "1")))
        {
            for (var i = 0; i < 3; i++)
            {
                World.Intake = null;
                contacts.Add((await Crm.CreateAsync($"Warteschlange {i} AG")).Contact);
                await worker.PostAsync("contact.created", contacts[^1], []);
            }

            var holds = await Eventually.ValueAsync(
                () => worker.Services.GetRequiredService<Holds>().ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation);
            Assert.Equal("Write budget: as many accounts as Tenant:WriteBudget allows were written", holds[0].Reason);
        }

        await using var next = await WorkerHost.StartAsync(World, redis);
        await next.Services.GetRequiredService<Holds>().HoldAsync(
            WorkerHost.Tenant, "Write budget: as many accounts as Tenant:WriteBudget allows were written", TimeSpan.Zero, Cancellation); // the probe's minute is over
        await next.AllEndedAsync(atLeast: 3);

        foreach (var contact in contacts)
        {
            Assert.Equal((1, 1), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));
        }

        await Eventually.TrueAsync(
            async () => (await next.Services.GetRequiredService<Holds>().ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("", "all")]
    [InlineData("", WorkerHost.Tenant)]
    public async Task WriteStopFile_HoldsTheTenant_UntilAPersonRemovesIt(string setting, string file)
    {
        var path = Path.Combine(Folder, file);
        await File.WriteAllTextAsync(path, "", Cancellation);
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Worker:WriteStopFile", Path.Combine(Folder, setting)));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Datei AG");
        var job = await worker.PostAsync("contact.created", contact, []);
        var holds = worker.Services.GetRequiredService<Holds>();
        var hold = await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation);
        Assert.Equal("Write stop: a person stopped all writes by a file", hold[0].Reason);
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));

        File.Delete(path);
        await holds.HoldAsync(WorkerHost.Tenant, hold[0].Reason, TimeSpan.Zero, Cancellation); // the probe's minute is over
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
    }

    [Fact]
    public async Task WithRedisUpOrDown_TheFileStops_AndWithoutRedisNothingIsWrittenAnyway()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        const string Silent = "Redis does not answer whether writes are stopped.";
        var path = Path.Combine(Folder, "stop");
        await using var worker = await WorkerHost.StartAsync(World, redis.ConnectionString, settings: ("Worker:WriteStopFile", path));
        var gate = worker.Services.GetRequiredService<IWriteGate>();
        var modes = worker.Services.GetRequiredService<TenantModes>();

        Assert.Null(await ToldAsync());
        await modes.StopWritesAsync(null, "ANNA", "", Cancellation);
        Assert.Equal("a person stopped all writes.", await ToldAsync());
        await modes.AllowWritesAsync(null, "ANNA", "", Cancellation);
        await File.WriteAllTextAsync(path, "", Cancellation);
        Assert.Equal("a person stopped all writes by a file.", await ToldAsync());

        await redis.KillAsync();
        Assert.Equal("a person stopped all writes by a file.", await RefusalAsync());
        File.Delete(path);
        Assert.Equal(Silent, await RefusalAsync());

        await redis.RestartAsync(Cancellation);
        await Eventually.TrueAsync(async () => await RefusalAsync() is null, cancellationToken: Cancellation);

        // A Redis on a busy machine may not tell at once.
        Task<string?> ToldAsync() => Eventually.ValueAsync(RefusalAsync, why => why != Silent, cancellationToken: Cancellation);

        async Task<string?> RefusalAsync() => await gate.RefusalAsync(WorkerHost.Tenant, WriteKind.Records, Cancellation);
    }

    [Fact]
    public async Task EntryThatCannotBeStored_HoldsTheTenant_AndNothingIsWritten()
    {
        var journals = Path.Combine(Folder, "journals");
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Worker:SnapshotDirectory", journals));
        // The worker may be putting a file of its own there at this moment.
        await Eventually.TrueAsync(
            async () =>
            {
                Directory.Delete(journals, recursive: true);
                await File.WriteAllTextAsync(journals, "", Cancellation);
                return true;
            },
            cancellationToken: Cancellation);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Ohne Netz AG");
        await worker.PostAsync("contact.created", contact, []);

        var hold = await Eventually.ValueAsync(
            () => worker.Services.GetRequiredService<Holds>().ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation);

        Assert.StartsWith($"Snapshots: The journal {journals} cannot be opened or written: ", hold[0].Reason, StringComparison.Ordinal);
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Theory]
    [InlineData("write", "a file in its place")]
    [InlineData("write", "a damaged journal")]
    [InlineData("propose", "a file in its place")]
    public async Task JournalThatCannotBeOpened_StopsTheStartInModeWrite(string mode, string what)
    {
        var journals = Path.Combine(Folder, "journals");
        if (what == "a file in its place")
        {
            await File.WriteAllTextAsync(journals, "", Cancellation);
        }
        else
        {
            Directory.CreateDirectory(journals);
            await File.WriteAllTextAsync(Path.Combine(journals, "1.journal.db"), new string('x', 5000), Cancellation);
        }

        var start = () => WorkerHost.StartAsync(World, settings: [("Worker:SnapshotDirectory", journals), ("Tenant:Mode", mode)]);

        if (mode == "write")
        {
            var refused = await Assert.ThrowsAsync<OptionsValidationException>(start);
            Assert.StartsWith("Tenant:Mode is write, and Worker:SnapshotDirectory cannot be used. The journal " + journals, Assert.Single(refused.Failures), StringComparison.Ordinal);
        }
        else
        {
            await (await start()).DisposeAsync();
        }
    }

    /// <summary>A company nobody but this test knows of, and how the job of its creation ended.</summary>
    private async Task<(string? Outcome, string? Reason)> CreatedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        return await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));
    }
}
