using System.Net;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.SuperOffice.Writing;
using Connector.Worker.Limits;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>
/// A value in the CRM is ours only where a whole write of ours proves it. Each case is a human who does by hand what a write of ours would have done in
/// part, or an end of a write that nobody saw.
/// </summary>
[Collection(ThirdWorld.Name)]
public sealed class WhoseValueTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private const string StampField = "SuperOffice:88";
    private const string Logistics = "[I:16]";
    private const string Retail = "[I:18]";
    private const string OfTheDead = "v1;fp=dead;m=dead;at=2026-01-01T00:00:00Z";

    private static readonly (string, string) MapsVertical = ("Tenant:Contact:Vertical:ProgId", Vertical);
    private static readonly (string, string) NoStamp = ("Tenant:Contact:Stamp:ProgId", "");

    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { preconditions = "Both", apiFaults = Array.Empty<object>() });

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task HumanWhoGoesBackToAValueThatAGivenUpWriteMeant_Wins(bool stamp, bool preconditions)
    {
        await Crm.FaultsAsync(new { preconditions = preconditions ? "Both" : "None" });
        var dead = await DeadWorker.LeaveAsync(
            World, "Zurück AG", Set(stamp, (Vertical, Logistics)), patch: false, stamp ? StampField : null, knowsVersion: true);
        World.Enricher.Vertical = "Retail";
        await using var worker = await WorkerHost.StartAsync(
            World, dead.Redis, settings: [MapsVertical, .. stamp ? [] : new[] { NoStamp }, ("SuperOffice:WritePrecondition", preconditions ? "Test" : "None")]);
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(dead.Job));
        Assert.Equal("Retail", await Crm.ContactFieldAsync(dead.Contact, Vertical));

        await EditAsync(dead.Contact, (Vertical, Logistics));
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", dead.Contact, ["userdef_id"]));
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", dead.Contact, ["name"]));

        Assert.Equal("Logistics", await Crm.ContactFieldAsync(dead.Contact, Vertical));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{dead.Contact}"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task HumanWhoSetsPartOfAWriteThatWasNeverSent_ConfirmsNothing(bool stamp, bool onlyField)
    {
        // With no other field in it, the value alone proves nothing where a human saved the record last.
        (string, string)[] meant = onlyField ? [(Vertical, Logistics)] : [(Vertical, Logistics), (Summary, "Dead worker's summary")];
        var dead = await DeadWorker.LeaveAsync(World, "Halb AG", Set(stamp, meant), patch: false, stamp ? StampField : null);
        await EditAsync(dead.Contact, (Vertical, Logistics));
        World.Enricher.Vertical = "Retail";
        await using var worker = await WorkerHost.StartAsync(World, dead.Redis, settings: [MapsVertical, .. stamp ? [] : new[] { NoStamp }]);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(dead.Job));

        Assert.Equal("Halb AG moves goods.", await Crm.ContactFieldAsync(dead.Contact, Summary));
        Assert.Equal("Logistics", await Crm.ContactFieldAsync(dead.Contact, Vertical));
        var report = Assert.Single(await worker.ReportsAsync($"contact:{dead.Contact}"), r => r.Reason == "written");
        Assert.Equal("keep", report.Fields.Single(f => f.ProgId == Vertical).Decision);
        var ledger = await LedgerAsync(worker, dead.Contact);
        Assert.NotEqual(Logistics, ledger.Written.GetValueOrDefault(Vertical));
        Assert.Null(ledger.OpenIntent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WholeWriteThatIsThere_IsOurs(bool stamp)
    {
        var dead = await DeadWorker.LeaveAsync(
            World, "Ganz AG", Set(stamp, (Vertical, Logistics), (Summary, "Dead worker's summary")), patch: true, stamp ? StampField : null);
        await using var worker = await WorkerHost.StartAsync(World, dead.Redis, settings: [MapsVertical, .. stamp ? [] : new[] { NoStamp }]);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(dead.Job));

        Assert.Equal(1, await Crm.PatchesAsync($"contact:{dead.Contact}"));
        Assert.Equal(Logistics, (await LedgerAsync(worker, dead.Contact)).Written[Vertical]);
    }

    [Fact]
    public async Task WriteOfAPassThatLostItsAccount_IsRefusedWhenItIsSent()
    {
        var dead = await DeadWorker.LeaveAsync(World, "Aufgewacht AG", Set(stamp: false, (Summary, "Dead worker's summary")), patch: false);
        await using var worker = await WorkerHost.StartAsync(World, dead.Redis);
        await worker.EndOfAsync(dead.Job);
        var gate = worker.Services.GetRequiredService<IWriteGate>();

        var refusal = await PassWrite.RunAsync(
            dead.Pass, grant: null, async () => await gate.RefusalAsync(WorkerHost.Tenant, WriteKind.Records, Cancellation));

        Assert.Contains("another pass", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, "{\"ContactId\": {0}, \"CustomFields\": null, \"UserDefinedFields\": null}")]
    [InlineData(200, "{\"ContactId\": {0}, \"Custom")]
    [InlineData(200, "<html>a page</html>")]
    public async Task AnswerToAPatchThatCannotBeRead_IsSettledByALook(int status, string? body)
    {
        var done = true;
        var wire = new PatchWire(async (request, send) =>
        {
            if (done)
            {
                using var real = await send();
            }

            done = true;
            var id = request.RequestUri!.Segments[^1].TrimEnd('/');
            return PatchWire.Answer(request, (HttpStatusCode)status, body?.Replace("{0}", id, StringComparison.Ordinal));
        });
        await using var worker = await WorkerHost.StartAsync(World, wire.AddTo);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Unlesbar AG");
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
        Assert.Equal("Unlesbar AG moves goods.", (await LedgerAsync(worker, contact)).Written[Summary]);

        // The same answer without the deed: the next try does it.
        done = false;
        var (other, _) = await Crm.CreateAsync("Ungetan AG");
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", other, [])));
        Assert.Equal("Ungetan AG moves goods.", await Crm.ContactFieldAsync(other, Summary));
        Assert.Equal(1, World.Enricher.Asked($"contact:{other}"));
    }

    private static Dictionary<string, string> Set(bool stamp, params (string ProgId, string Value)[] values)
    {
        var set = values.ToDictionary(v => v.ProgId, v => v.Value, StringComparer.Ordinal);
        if (stamp)
        {
            set[StampField] = OfTheDead;
        }

        return set;
    }

    private Task EditAsync(int contact, (string ProgId, string Value) edit) =>
        Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [edit.ProgId] = edit.Value } });

    private static Task<LedgerEntry> LedgerAsync(WorkerHost worker, int contact) =>
        worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation);
}
