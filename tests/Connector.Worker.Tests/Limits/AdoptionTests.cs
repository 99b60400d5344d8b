using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Limits;
using Connector.Worker.Tests.World;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Limits;

/// <summary>A tenant that a predecessor filled, and a ledger that is lost.</summary>
[Collection(ThirdWorld.Name)]
public sealed class AdoptionTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private const string Opener = "SuperOffice:85";
    private const string StampField = "SuperOffice:88";

    [Fact]
    public async Task TenantFilledByThePredecessor_IsProposed_Adopted_Enriched_AndRecoveredFromItsStamp_AndNoHumanValueIsTouched()
    {
        var redis = World.NextRedis();
        var contact = await FilledAsync("Vorgänger AG");
        var key = EntityKey.Contact(contact);
        await using (var worker = await WorkerHost.StartAsync(World, redis, settings: ("Tenant:Mode", "propose")))
        {
            World.Intake = null;
            Assert.Equal(("proposed", "proposed"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
            var shown = (await worker.ReportsAsync($"contact:{contact}"))[^1];
            Assert.Equal(("keep", "write"), (DecisionOf(shown, Summary), DecisionOf(shown, Opener)));
        }

        await using (var worker = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses, redis))
        {
            World.Intake = null;
            Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));

            var adopted = await AdoptAsync(worker, key);
            Assert.Equal((JobOutcome.Completed, "adopted"), (adopted.Outcome, adopted.Reason));
            Assert.Equal(("adopt", "adopt"), (DecisionOf(adopted, Vertical), DecisionOf(adopted, Summary)));
            Assert.Equal("already_ours", (await AdoptAsync(worker, key)).Reason);
            Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
            Assert.Equal("The predecessor's words.", await Crm.ContactFieldAsync(contact, Summary));
            Assert.StartsWith("v2;fp=;", await Crm.ContactFieldAsync(contact, StampField), StringComparison.Ordinal);
        }

        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Summary] = "A human's words." } });
        await using var last = await WorkerHost.StartAsync(World, redis);
        World.Intake = null;
        Assert.Equal(("completed", "written"), await last.EndOfAsync(await last.PostAsync("contact.changed", contact, ["name"])));
        Assert.Equal(("Logistics", "A human's words.", "Dear Vorgänger AG,"), await FieldsAsync(contact));
        Assert.Equal((2, 1), (await Crm.PatchesAsync($"contact:{contact}"), World.Enricher.Asked($"contact:{contact}")));

        // Redis forgets everything of the company, its answer too.
        var ledger = last.Services.GetRequiredService<WriteLedger>();
        var before = await ledger.ReadAsync(WorkerHost.Tenant, key, Cancellation);
        await ForgetAsync(last, contact);
        Assert.Equal(("unchanged", "human_edit"), await last.EndOfAsync(await last.PostAsync("contact.changed", contact, ["name"])));
        var recovered = await ledger.ReadAsync(WorkerHost.Tenant, key, Cancellation);
        Assert.Equal(before.Applied, recovered.Applied);
        Assert.Equal((before.Written[Vertical], Recovered.Unknown, before.Written[Opener]), (recovered.Written[Vertical], recovered.Written[Summary], recovered.Written[Opener]));
        Assert.Equal((2, 1), (await Crm.PatchesAsync($"contact:{contact}"), World.Enricher.Asked($"contact:{contact}")));

        // What is ours is kept up to date; the human's value stays.
        await Crm.EditContactAsync(contact, new { name = "Nachfolger AG" });
        Assert.Equal(("completed", "written"), await last.EndOfAsync(await last.PostAsync("contact.changed", contact, ["name"])));
        Assert.Equal(("Logistics", "A human's words.", "Dear Nachfolger AG,"), await FieldsAsync(contact));
    }

    [Fact]
    public async Task FieldThatAHumanEmptied_StaysEmpty_AlthoughRedisForgot()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Geleert AG");
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Opener] = "" }, name = "Geleert und Söhne AG" });
        await ForgetAsync(worker, contact);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));

        Assert.Equal(("Logistics", "Geleert und Söhne AG moves goods.", ""), await FieldsAsync(contact));
    }

    [Fact]
    public async Task WhereWeMayNotWrite_OnlyTheLedgerLearns()
    {
        var contact = await FilledAsync("Vorsichtig AG");
        await using var worker = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses, settings: ("Tenant:Mode", "propose"));
        World.Intake = null;

        Assert.Equal("adopted", (await AdoptAsync(worker, EntityKey.Contact(contact))).Reason);

        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
        var known = await worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation);
        Assert.Equal("The predecessor's words.", known.Written[Summary]);
    }

    /// <summary>A company as the predecessor left it: filled, and nothing of it in our books.</summary>
    private async Task<int> FilledAsync(string name)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        await Crm.EditContactAsync(
            contact, new { fields = new Dictionary<string, string> { [Vertical] = "Retail", [Summary] = "The predecessor's words." } });
        return contact;
    }

    private async Task<(string Vertical, string Summary, string Opener)> FieldsAsync(int contact) => (
        await Crm.ContactFieldAsync(contact, Vertical), await Crm.ContactFieldAsync(contact, Summary), await Crm.ContactFieldAsync(contact, Opener));

    private static Task<EntityReport> AdoptAsync(WorkerHost worker, EntityKey key) => HandPass.RunAsync(
        worker, key, key.Id, scope => worker.Services.GetRequiredService<Adoption>().RunAsync(scope, key, "ANNA", Cancellation));

    private static async Task ForgetAsync(WorkerHost worker, int contact)
    {
        var database = worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await database.ScriptEvaluateAsync(
            "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end for _, key in ipairs(redis.call('KEYS', ARGV[2])) do redis.call('DEL', key) end",
            values: [$"connector:{{0}}:ledger:*contact:{contact}", $"connector:{{0}}:answer*contact:{contact}*"]);
    }

    private static string DecisionOf(EntityReport report, string progId) => report.Fields.Single(f => f.ProgId == progId).Decision;
}
