using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;
using Connector.Testing;
using Connector.Worker.Limits;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Limits;

/// <summary>Propose, approve, undo: afterwards the CRM holds what it held, and what humans did meanwhile.</summary>
[Collection(ThirdWorld.Name)]
public sealed class UndoTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private static readonly string[] ContactFields = [Vertical, Summary, "SuperOffice:85", "SuperOffice:87", "SuperOffice:88"];
    private static readonly string[] PersonFields = ["SuperOffice:20", "SuperOffice:21", "SuperOffice:22"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProposedApprovedAndUndone_EveryFieldEqualsTheStart_AndStaysSo(bool redisForgets)
    {
        var redis = World.NextRedis();
        var (contact, person) = await ProposedAsync(redis);
        var start = await FieldsAsync(contact, person);
        var (company, human) = (await Crm.RecordAsync($"contacts/{contact}"), await Crm.RecordAsync($"persons/{person}"));
        await using (var worker = await HandAsync(redis))
        {
            foreach (var proposal in await worker.Services.GetRequiredService<Proposals>().ListAsync(WorkerHost.Tenant, 0, 10, Cancellation))
            {
                Assert.Equal("approved", (await ApproveAsync(worker, proposal.Entity, contact)).Reason);
            }

            var approved = await FieldsAsync(contact, person);
            Assert.All(ContactFields.Concat(PersonFields), f => Assert.NotEqual(start[f], approved[f]));
            Assert.Equal(0, await worker.Services.GetRequiredService<Proposals>().CountAsync(WorkerHost.Tenant, Cancellation));
            if (redisForgets)
            {
                var server = worker.Services.GetRequiredService<IConnectionMultiplexer>();
                foreach (var entity in new[] { $"contact:{contact}", $"person:{person}" })
                {
                    await server.GetDatabase().KeyDeleteAsync([$"connector:{{0}}:ledger:Cust10001:{entity}", "connector:{0}:writes:Cust10001"]);
                }
            }

            var plans = await PlansAsync(worker, redisForgets, new UndoSelection { Batch = "approvals" });
            Assert.Equal((2, ContactFields.Length + PersonFields.Length), (plans.Sum(p => p.Writes), plans.Sum(p => p.Fields)));
            foreach (var entity in plans.SelectMany(p => p.Entities))
            {
                Assert.Equal("undo_preview", (await UndoAsync(worker, entity, contact, dryRun: true)).Reason);
                Assert.Equal("undone", (await UndoAsync(worker, entity, contact)).Reason);
                Assert.Equal("agreed", (await UndoAsync(worker, entity, contact)).Reason);
            }

            Assert.Equal(start, await FieldsAsync(contact, person));
            Assert.Equal((company, human), (await Crm.RecordAsync($"contacts/{contact}"), await Crm.RecordAsync($"persons/{person}")));
        }

        // The next change is worked on in mode write; what a person took back is not written again.
        await using var next = await WorkerHost.StartAsync(World, redis, settings: ("Worker:SnapshotDirectory", Folder));
        await Crm.EditContactAsync(contact, new { name = "Rückbau und Söhne AG" });
        await Eventually.TrueAsync(
            async () => (await next.ReportsAsync($"contact:{contact}"))[^1].Reason == "kept", cancellationToken: Cancellation);
        Assert.Equal(start, await FieldsAsync(contact, person));
    }

    [Fact]
    public async Task FieldAHumanChangedSince_IsNeverTouched()
    {
        var redis = World.NextRedis();
        var (contact, person) = await ProposedAsync(redis);
        await using var worker = await HandAsync(redis);
        await ApproveAsync(worker, EntityKey.Contact(contact), contact);
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Summary] = "A human's summary" } });

        var plan = Assert.Single(await PlansAsync(worker, byJournal: false, new UndoSelection { Entities = [EntityKey.Contact(contact)] }));
        var report = await UndoAsync(worker, Assert.Single(plan.Entities), contact);

        Assert.Equal("undone", report.Reason);
        Assert.Equal(("keep", "somebody changed it since we wrote"), report.Fields.Where(f => f.ProgId == Summary).Select(f => (f.Decision, f.Why)).Single());
        Assert.Equal("A human's summary", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Equal("", await Crm.ContactFieldAsync(contact, "SuperOffice:85"));
        Assert.NotNull(person);
    }

    [Fact]
    public async Task ProposalOfAFieldThatChangedSince_IsApprovedWithoutThatField()
    {
        var redis = World.NextRedis();
        var (contact, _) = await ProposedAsync(redis);
        await using var worker = await HandAsync(redis);
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Summary] = "A human's summary" } });

        var report = await ApproveAsync(worker, EntityKey.Contact(contact), contact);

        Assert.Equal("approved", report.Reason);
        Assert.Equal("A human's summary", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Equal("Logistics", await Crm.ContactFieldAsync(contact, Vertical));
    }

    [Fact]
    public async Task OutdatedProposal_IsNotWritten()
    {
        var redis = World.NextRedis();
        var (contact, _) = await ProposedAsync(redis);
        await using var worker = await HandAsync(redis);
        await Crm.EditContactAsync(contact, new { name = "Umbenannt AG" });

        Assert.Equal("proposal_outdated", (await ApproveAsync(worker, EntityKey.Contact(contact), contact)).Reason);
        Assert.Equal("", await Crm.ContactFieldAsync(contact, Summary));
    }

    [Fact]
    public async Task WriteStop_StopsApprovalsAndUndo()
    {
        var redis = World.NextRedis();
        var (contact, _) = await ProposedAsync(redis);
        await using var worker = await HandAsync(redis);
        await worker.Services.GetRequiredService<TenantModes>().StopWritesAsync(WorkerHost.Tenant, "ANNA", "", Cancellation);

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => ApproveAsync(worker, EntityKey.Contact(contact), contact));
        Assert.Equal("", await Crm.ContactFieldAsync(contact, Summary));
    }

    /// <summary>A company and a person, enriched in mode propose.</summary>
    private async Task<(int Contact, int? Person)> ProposedAsync(string redis)
    {
        await using var worker = await WorkerHost.StartAsync(World, redis, settings: ("Tenant:Mode", "propose"));
        var (contact, person) = await Crm.CreateAsync("Rückbau AG", "CTO");
        await worker.AllEndedAsync(atLeast: 2);
        Assert.Equal(2, await worker.Services.GetRequiredService<Proposals>().CountAsync(WorkerHost.Tenant, Cancellation));
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
        return (contact, person);
    }

    private async Task<WorkerHost> HandAsync(string redis)
    {
        var worker = await WorkerHost.StartAsync(
            World, HandPass.TakeNoPasses, redis, settings: [("Tenant:Mode", "propose"), ("Worker:SnapshotDirectory", Folder), ("Jobs:Quiet", "00:00:00")]);
        World.Intake = null;
        return worker;
    }

    private static Task<EntityReport> ApproveAsync(WorkerHost worker, EntityKey entity, int contact) => HandPass.RunAsync(
        worker, entity, contact, scope => worker.Services.GetRequiredService<ApprovedWrite>().RunAsync(scope, entity, "approvals", Cancellation));

    private static Task<EntityReport> UndoAsync(WorkerHost worker, UndoEntity plan, int contact, bool dryRun = false) => HandPass.RunAsync(
        worker, plan.Entity, contact, scope => worker.Services.GetRequiredService<UndoneWrite>().RunAsync(scope, plan, "undo", dryRun, Cancellation));

    private async Task<IReadOnlyList<UndoPlan>> PlansAsync(WorkerHost worker, bool byJournal, UndoSelection selection)
    {
        if (!byJournal)
        {
            var history = worker.Services.GetRequiredService<WriteHistory>().ReadAsync(WorkerHost.Tenant, Cancellation);
            return [await UndoPlan.MakeAsync(WorkerHost.Tenant, history, selection, certain: true, Cancellation)];
        }

        using var journal = JournalReading.Open(Folder);
        return await UndoPlan.OfJournalAsync(WorkerHost.Tenant, journal, selection, "", Cancellation).Select(found => found.Plan).ToListAsync(Cancellation);
    }

    private async Task<Dictionary<string, string>> FieldsAsync(int contact, int? person)
    {
        var fields = new Dictionary<string, string>();
        foreach (var progId in ContactFields)
        {
            fields[progId] = await Crm.ContactFieldAsync(contact, progId);
        }

        foreach (var progId in PersonFields)
        {
            fields[progId] = await Crm.PersonFieldAsync(person!.Value, progId);
        }

        return fields;
    }
}
