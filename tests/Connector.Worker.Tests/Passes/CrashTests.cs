using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.SuperOffice;
using Connector.SuperOffice.Writing;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>
/// A worker that dies between two steps of a write leaves an open intent. The test plays that worker by hand, up to the step at which
/// it dies; a real worker takes over when the lease has expired.
/// </summary>
[Collection(Serial.Name)]
public sealed class CrashTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Summary = "SuperOffice:84";
    private const string Opener = "SuperOffice:85";
    private const string StampField = "SuperOffice:88";
    private const int OwnAssociate = 77;

    [Fact]
    public async Task CrashBeforeThePatch_IsTakenOver_AndWrittenOnce()
    {
        var (redis, contact, job) = await DieAsync("Vorher AG", patch: false);
        await using var survivor = await WorkerHost.StartAsync(World, redis);

        Assert.Equal(("completed", "written"), await survivor.EndOfAsync(job));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
        Assert.Equal("Vorher AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Null((await LedgerAsync(survivor, contact)).OpenIntent);
    }

    [Fact]
    public async Task CrashAfterThePatch_IsConfirmed_WithoutASecondWrite()
    {
        var (redis, contact, job) = await DieAsync("Nachher AG", patch: true);
        await using var survivor = await WorkerHost.StartAsync(World, redis);

        Assert.Equal(("completed", "written"), await survivor.EndOfAsync(job));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
        Assert.Equal(0, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal("Dead worker's summary", await Crm.ContactFieldAsync(contact, Summary));
        var ledger = await LedgerAsync(survivor, contact);
        Assert.Null(ledger.OpenIntent);
        Assert.Equal("Dead worker's summary", ledger.Written[Summary]);
    }

    [Fact]
    public async Task HumanWhoEditedAfterTheCrash_Wins()
    {
        var (redis, contact, job) = await DieAsync("Dazwischen AG", patch: true);
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Summary] = "A human's summary" } });
        await using var survivor = await WorkerHost.StartAsync(World, redis);

        Assert.Equal("completed", (await survivor.EndOfAsync(job)).Outcome);
        Assert.Equal("A human's summary", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Equal(LedgerEntry.Unsure, (await LedgerAsync(survivor, contact)).Written[Summary]);
    }

    [Theory]
    [InlineData(WritePrecondition.Test, "Both")]
    [InlineData(WritePrecondition.None, "None")]
    public async Task PatchOfAFrozenWorkerThatArrivesAfterItWasGivenUp_IsOurs_AndWrittenOver(WritePrecondition precondition, string honoured)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var (redis, contact, job) = await DieAsync("Verspätet AG", patch: false, stamp: true);
        await Crm.FaultsAsync(new { preconditions = honoured });
        await using var survivor = await WorkerHost.StartAsync(
            World,
            services =>
            {
                services.AddSingleton<TenantWriteGate>();
                services.AddSingleton<IWriteGate>(provider => new ActingGate(provider.GetRequiredService<TenantWriteGate>(), () => LatePatchAsync(contact)));
            },
            redis,
            settings: ("SuperOffice:WritePrecondition", precondition.ToString()));

        Assert.Equal(("completed", "written"), await survivor.EndOfAsync(job));
        if (precondition == WritePrecondition.None)
        {
            // The frozen one can be later still, and its echo tells.
            await LatePatchAsync(contact);
            await survivor.EndOfAsync(await survivor.PostAsync("contact.changed", contact, ["userdef_id"]));
        }

        Assert.Equal("Verspätet AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.DoesNotContain(await survivor.ReportsAsync($"contact:{contact}"), r => r.Fields.Any(f => f.Decision == "keep"));
    }

    [Fact]
    public async Task CompanyGoneSinceTheCrash_EndsAsDeleted_AndLeavesNoWriteOpen()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var (redis, contact, job) = await DieAsync("Verschwunden AG", patch: false);
        await Crm.DeleteAsync($"contacts/{contact}", forGood: true);
        await using var survivor = await WorkerHost.StartAsync(World, redis);

        Assert.Equal(("skipped", "deleted"), await survivor.EndOfAsync(job));
        Assert.Null((await LedgerAsync(survivor, contact)).OpenIntent);
    }

    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { preconditions = "Both" });

    private Task LatePatchAsync(int contact) => Crm.EditContactAsync(contact, new { associateId = OwnAssociate, fields = Meant(stamp: true) });

    private async Task<(string Redis, int Contact, string Job)> DieAsync(string name, bool patch, bool stamp = false)
    {
        var left = await DeadWorker.LeaveAsync(World, name, Meant(stamp), patch, stamp ? StampField : null);
        return (left.Redis, left.Contact, left.Job);
    }

    private static Dictionary<string, string> Meant(bool stamp)
    {
        var set = new Dictionary<string, string> { [Summary] = "Dead worker's summary", [Opener] = "Dead worker's opener" };
        if (stamp)
        {
            set[StampField] = "v1;fp=dead;m=dead;at=2026-01-01T00:00:00Z";
        }

        return set;
    }

    private static Task<LedgerEntry> LedgerAsync(WorkerHost worker, int contact) =>
        worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation);
}
