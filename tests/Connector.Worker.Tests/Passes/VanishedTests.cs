using System.Net;
using Connector.Jobs.Ledger;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>A field or a list item is gone while the worker still knows it: the CRM refuses the write, and what is left is written all the same.</summary>
[Collection(Serial.Name)]
public sealed class VanishedTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private const string Opener = "SuperOffice:85";

    private int _sent;

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Field_that_vanished_is_shown_and_the_others_are_written_in_the_same_pass(bool explainsRefusals)
    {
        await using var worker = await WorkerHost.StartAsync(World, CountPatches);
        await CreatedAsync(worker, "Vorher AG");
        await Crm.FaultsAsync(new { missingField = Opener, explainsRefusals });

        var contact = await CreatedAsync(worker, "Währenddessen AG");

        Assert.Equal("Währenddessen AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Equal("Logistics", await Crm.ContactFieldAsync(contact, Vertical));
        Assert.Equal((3, 1), (_sent, await Crm.PatchesAsync($"contact:{contact}")));
        var report = Assert.Single(await worker.ReportsAsync($"contact:{contact}"));
        var row = report.Fields.Single(f => f.Field == "opener");
        Assert.Equal(("unresolved", Opener), (row.Decision, row.ProgId));
        Assert.True(report.Analysed);
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.All(await worker.Runs.ListAsync(0, 10, Cancellation), run => Assert.Equal(0, run.Attempts));

        var next = await CreatedAsync(worker, "Danach AG");
        Assert.Equal((4, 1), (_sent, await Crm.PatchesAsync($"contact:{next}")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_item_that_vanished_is_shown_and_the_others_are_written_in_the_same_pass(bool explainsRefusals)
    {
        World.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(
            World, CountPatches, settings: [("Tenant:Contact:Vertical:Unknown", "create"), ("Tenant:ListItemsPerDay", "1")]);
        await CreatedAsync(worker, "Orbit AG");
        await CreatedAsync(worker, "Mond AG"); // knows the item from the list
        await Crm.ResetAsync(); // The list is as it was born: without the item that the worker made.
        await Crm.FaultsAsync(new { explainsRefusals });

        var contact = await CreatedAsync(worker, "Umlauf AG");

        Assert.Equal("", await Crm.ContactFieldAsync(contact, Vertical));
        Assert.Equal("Umlauf AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Equal((4, 1), (_sent, await Crm.PatchesAsync($"contact:{contact}")));
        Assert.Equal("unresolved", Assert.Single(await worker.ReportsAsync($"contact:{contact}")).Fields.Single(f => f.Field == "vertical").Decision);
        Assert.All(await worker.Runs.ListAsync(0, 10, Cancellation), run => Assert.Equal(0, run.Attempts));
    }

    [Fact]
    public async Task Record_that_only_has_the_vanished_field_left_to_write_ends_unresolved()
    {
        await using var worker = await WorkerHost.StartAsync(
            World, CountPatches, settings: [("Tenant:Contact:Summary:ProgId", ""), ("Tenant:Contact:Vertical:ProgId", "")]);
        await CreatedAsync(worker, "Vorher AG");
        await Crm.FaultsAsync(new { missingField = Opener });
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Nur das AG");

        Assert.Equal(("unchanged", "unresolved"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal(2, _sent);
    }

    [Theory]
    [InlineData(false, 1)] // nothing has changed: no second try
    [InlineData(true, 2)] // something has, and the second try is refused as well
    public async Task What_is_still_refused_after_fields_and_lists_were_read_again_is_dead_at_once(bool vanished, int tries)
    {
        var refuse = false;
        var wire = new PatchWire(async (request, send) =>
        {
            Interlocked.Increment(ref _sent);
            return refuse ? PatchWire.Answer(request, HttpStatusCode.BadRequest, """{ "Error": true, "ErrorType": "SoException" }""") : await send();
        });
        await using var worker = await WorkerHost.StartAsync(World, wire.AddTo);
        await CreatedAsync(worker, "Vorher AG");
        await Crm.FaultsAsync(new { missingField = vanished ? Opener : null });
        (refuse, _sent) = (true, 0);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Verweigert AG");

        Assert.Equal(("dead", "failed"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal(tries, _sent);
    }

    [Fact]
    public async Task Many_records_that_meet_the_vanished_field_at_once_do_not_brake()
    {
        await using var worker = await WorkerHost.StartAsync(World, CountPatches);
        await CreatedAsync(worker, "Vorher AG");
        await Crm.FaultsAsync(new { missingField = Opener });
        World.Intake = null;
        var contacts = new List<int>();
        for (var n = 0; n < 12; n++)
        {
            contacts.Add((await Crm.CreateAsync($"Zugleich {n} AG")).Contact);
        }

        var jobs = await Task.WhenAll(contacts.Select(c => worker.PostAsync("contact.created", c, [])));

        foreach (var job in jobs)
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }

        Assert.Null((await worker.Services.GetRequiredService<TenantModes>().ReadAsync(WorkerHost.Tenant, Cancellation)).Mode);
    }

    private void CountPatches(IServiceCollection services) => new PatchWire((_, send) =>
    {
        Interlocked.Increment(ref _sent);
        return send();
    }).AddTo(services);

    /// <summary>A company nobody but this test knows of, written.</summary>
    private async Task<int> CreatedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        return contact;
    }
}
