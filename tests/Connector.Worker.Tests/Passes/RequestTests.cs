using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Erasing;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Passes;

/// <summary>What operators ask for, and what is done when the CRM deletes.</summary>
[Collection(SecondWorld.Name)]
public sealed class RequestTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task ReplayOfAnEndedJob_UsesTheStoredAnswer_AndMendsWhatWasLost_ForFree()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, first) = await CreatedAsync(worker, "Wiederholung AG");
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "" } });
        // As if we had never written the field, so that it was not a human who emptied it.
        await worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase()
            .HashDeleteAsync($"connector:{{0}}:ledger:{WorkerHost.Tenant}:contact:{contact}", "written.SuperOffice:84");

        var replay = await ReplayAsync(worker, first, fresh: false);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(replay));
        Assert.Equal("Wiederholung AG moves goods.", await Crm.ContactFieldAsync(contact, "SuperOffice:84"));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
    }

    [Fact]
    public async Task FreshReplay_AsksOnceMore_UnderAKeyOfItsOwn_AlthoughNothingHasChanged()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, first) = await CreatedAsync(worker, "Frisch & Neu AG");
        World.Enricher.Vertical = "Retail";

        var replay = await ReplayAsync(worker, first, fresh: true);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(replay));
        Assert.Equal(2, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(2, World.Enricher.Keys.Distinct().Count());
        Assert.Single(World.Enricher.Forced);
        Assert.All(World.Enricher.Keys, key => Assert.InRange(key.Length, 1, 128));
        Assert.Equal("Retail", await Crm.ContactFieldAsync(contact, "SuperOffice:83"));
    }

    [Fact]
    public async Task ReplayWhereNothingIsLeftToDo_IsUnchanged_AndFree()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, first) = await CreatedAsync(worker, "Schon gut AG");

        Assert.Equal("unchanged", (await worker.EndOfAsync(await ReplayAsync(worker, first, fresh: false))).Outcome);

        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Fact]
    public async Task RequestThatNobodyHandles_IsDead_AndTheEventsBesideItAreNot()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Jobs:Quiet", "00:00:00.300"));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Unbekannt AG");
        var drains = worker.Services.GetRequiredService<Drains>();
        await drains.StartAsync("Anna", Cancellation);
        var created = await worker.PostAsync("contact.created", contact, []);

        var request = await SubmitAsync(worker, contact, RequestKind.Cascade);
        // As a newer version would have asked; drained, so that no pass takes it before.
        await worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().HashSetAsync($"connector:{{0}}:job:{request}", "request", "polish");
        await drains.EndAsync("Anna", Cancellation);

        Assert.Equal(("dead", "unhandled"), await worker.EndOfAsync(request));
        Assert.Equal("completed", (await worker.EndOfAsync(created)).Outcome);
    }

    [Fact]
    public async Task CompanyDeletedForGood_IsErased_AndAReceiptStays()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, first) = await CreatedAsync(worker, "Vergissmich AG");
        await Crm.DeleteAsync($"contacts/{contact}", forGood: true);

        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.deleted", contact, [])));

        var receipt = Assert.Single(await worker.Services.GetRequiredService<Erasures>().ListAsync(10, Cancellation));
        Assert.Equal(($"contact:{contact}", "contact.deleted"), (receipt.Entity, receipt.By));
        Assert.True(receipt is { Jobs: >= 1, Reports: >= 1 }, receipt.ToString());
        var known = await worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation);
        Assert.Empty(known.Written);
        Assert.Null(known.Applied);
        var run = (await worker.Runs.FindAsync((await worker.Runs.FindJobAsync(first, Cancellation))!.RunId!, Cancellation))!;
        Assert.Null(run.Run.Name);
        Assert.DoesNotContain(run.Reports, report => report.Fields.Count > 0);
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));
    }

    [Fact]
    public async Task DeletionOfACompanyThatIsStillThere_ErasesNothing()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, _) = await CreatedAsync(worker, "Quicklebendig AG");

        Assert.Equal("unchanged", (await worker.EndOfAsync(await worker.PostAsync("contact.deleted", contact, []))).Outcome);

        Assert.Empty(await worker.Services.GetRequiredService<Erasures>().ListAsync(10, Cancellation));
    }

    [Fact]
    public async Task EraseRequest_ForgetsAnEntityThatIsStillThere()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, _) = await CreatedAsync(worker, "Auskunft AG");

        Assert.Equal(("skipped", "erased"), await worker.EndOfAsync(await SubmitAsync(worker, contact, RequestKind.Erase)));

        Assert.Equal("Anna", Assert.Single(await worker.Services.GetRequiredService<Erasures>().ListAsync(10, Cancellation)).By);
    }

    [Fact]
    public async Task CompanyDeletedInTheUserInterface_IsHidden_AndKept()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, first) = await CreatedAsync(worker, "Papierkorb AG");
        await Crm.DeleteAsync($"contacts/{contact}", forGood: false);

        Assert.Equal(("skipped", "soft_deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.softdeleted", contact, [])));
        Assert.Equal(("skipped", "soft_deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));

        Assert.NotNull(await HiddenAsync(worker, first));
        var known = await worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation);
        Assert.NotEmpty(known.Written);
    }

    [Fact]
    public async Task DeletedCompanyThatComesBack_IsShownAgain_AndWorkedOnAgain()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, first) = await CreatedAsync(worker, "Heimkehr AG");
        await Crm.DeleteAsync($"contacts/{contact}", forGood: false);
        Assert.Equal(("skipped", "soft_deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.softdeleted", contact, [])));
        Assert.NotNull(await HiddenAsync(worker, first));
        Assert.DoesNotContain(await worker.Runs.ListAsync(0, 100, Cancellation), run => run.Name == "Heimkehr AG");

        // Without a change of its own it is shown, and that is all.
        await Crm.RestoreAsync(contact);
        Assert.Equal("unchanged", (await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["updated", "updatedCount"]))).Outcome);
        Assert.Null(await HiddenAsync(worker, first));
        Assert.Contains(await worker.Runs.ListAsync(0, 100, Cancellation), run => run.Name == "Heimkehr AG");
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));

        await Crm.EditContactAsync(contact, new { name = "Heimkehr Neu AG" });
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));
        Assert.Equal("Heimkehr Neu AG moves goods.", await Crm.ContactFieldAsync(contact, "SuperOffice:84"));
        Assert.Equal((2, 2), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));
    }

    [Fact]
    public async Task WhileDrained_NothingIsBegun_AndAfterwardsEverythingIsDone()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Wartung AG");
        var drains = worker.Services.GetRequiredService<Drains>();
        await drains.StartAsync("Anna", Cancellation);

        var job = await worker.PostAsync("contact.created", contact, []);
        var request = await SubmitAsync(worker, 999_999_006, RequestKind.Replay);
        Assert.Empty(await worker.Services.GetRequiredService<WaitingEvents>().ReadAsync(10, Cancellation));
        Assert.Null((await worker.Passes.TakeAsync("another", [], Cancellation)).Pass);
        Assert.Equal("waiting", (await worker.Runs.FindJobAsync(job, Cancellation))!.State);

        await drains.EndAsync("Anna", Cancellation);
        Assert.Equal("completed", (await worker.EndOfAsync(job)).Outcome);
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(request));
    }

    /// <summary>A company that was enriched.</summary>
    private async Task<(int Contact, string Job)> CreatedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        var job = await worker.PostAsync("contact.created", contact, []);
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        return (contact, job);
    }

    private static async Task<DateTimeOffset?> HiddenAsync(WorkerHost worker, string job) =>
        (await worker.Runs.FindAsync((await worker.Runs.FindJobAsync(job, Cancellation))!.RunId!, Cancellation))!.Run.HiddenSince;

    private static async Task<string> ReplayAsync(WorkerHost worker, string job, bool fresh) =>
        (await worker.Services.GetRequiredService<Replays>().ReplayAsync(job, fresh, "Anna", JobIds.New(), Cancellation)).JobId!;

    private static async Task<string> SubmitAsync(WorkerHost worker, int contact, RequestKind kind) =>
        (await worker.Services.GetRequiredService<JobRequests>().SubmitAsync(
            new JobRequest { Tenant = WorkerHost.Tenant, Account = $"c{contact}", Entity = EntityKey.Contact(contact), Kind = kind, By = "Anna" }, Cancellation)).JobId;
}
