using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>Fields of a record that the CRM lets us read and not change: the others are written, and these wait for a person.</summary>
[Collection(Serial.Name)]
public sealed class FieldRightTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private const string Opener = "SuperOffice:85";
    private const string Day = "SuperOffice:87";
    private const string Stamp = "SuperOffice:88";

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData(Summary)]
    [InlineData(Summary, Stamp)]
    [InlineData(Day, Stamp)]
    [InlineData(Vertical, Opener, Day)]
    public async Task Fields_without_right_are_left_out_the_others_are_written_and_these_once_there_is_a_right(params string[] closed)
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var contact = await CreatedAsync("Halboffen AG", closed);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        var report = Assert.Single(await worker.ReportsAsync($"contact:{contact}"));
        foreach (var progId in new[] { Vertical, Summary, Opener, Day, Stamp })
        {
            Assert.Equal(closed.Contains(progId), (await Crm.ContactFieldAsync(contact, progId)).Length == 0);
            Assert.Equal(closed.Contains(progId) ? progId is Day or Stamp ? null : "unresolved" : "write", report.Fields.SingleOrDefault(f => f.ProgId == progId)?.Decision);
        }

        Assert.All(report.Fields.Where(f => f.Decision == "unresolved"), f => Assert.Contains("FieldRight", f.Why, StringComparison.Ordinal));

        await Crm.FaultsAsync(new { unwritableFields = Array.Empty<string>() });
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["contact_id", "updated"]));
        foreach (var progId in new[] { Vertical, Summary, Opener })
        {
            Assert.NotEqual("", await Crm.ContactFieldAsync(contact, progId));
        }

        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
    }

    [Fact]
    public async Task A_record_with_no_field_to_write_is_proposed_and_nothing_is_sent()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var contact = await CreatedAsync("Feldlos AG", Vertical, Summary, Opener);

        Assert.Equal(("proposed", "no_right"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        var proposal = await worker.Services.GetRequiredService<Proposals>().FindAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation);
        Assert.Equal(("no_right", "The record's FieldRight says that we may not change: vertical, summary, opener."), (proposal?.Reason, proposal?.Detail));
        Assert.Equal(0, (await Crm.CountersAsync("apiCalls")).GetValueOrDefault("PATCH Contact"));
    }

    [Fact]
    public async Task Where_only_the_403_tells_the_record_is_proposed_as_a_whole()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var contact = await CreatedAsync("Stumm AG", Summary);
        await Crm.FaultsAsync(new { tableRights = false });

        Assert.Equal(("proposed", "no_right"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
    }

    [Fact]
    public async Task No_list_item_is_created_for_a_field_without_right()
    {
        World.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Contact:Vertical:Unknown", "create"));
        var contact = await CreatedAsync("Orbit AG", Vertical);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        Assert.Equal(0, (await Crm.CountersAsync("apiCalls")).GetValueOrDefault("POST List"));
    }

    [Theory]
    [InlineData(JobOutcome.Completed, "approved", Summary)]
    [InlineData(JobOutcome.Skipped, "no_right", Vertical, Summary, Opener)]
    public async Task A_proposal_is_approved_and_undone_for_the_fields_with_a_right(JobOutcome outcome, string reason, params string[] closed)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Mode", "propose"));
        var contact = await CreatedAsync("Freigabe AG");
        Assert.Equal(("proposed", "proposed"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        await CloseAsync(contact, closed);

        var approved = await worker.RunAsync(OperationKind.Approve, new Selection { All = true });
        await EndsAsync(worker, contact, outcome, reason);
        foreach (var progId in closed)
        {
            Assert.Equal("", await Crm.ContactFieldAsync(contact, progId));
        }

        if (outcome == JobOutcome.Completed)
        {
            await CloseAsync(contact, Opener);
            await worker.RunAsync(OperationKind.Undo, new Selection { Batch = approved.Id }, "wrong");
            await EndsAsync(worker, contact, JobOutcome.Completed, "undone");
            Assert.Equal("", await Crm.ContactFieldAsync(contact, Vertical));
            Assert.NotEqual("", await Crm.ContactFieldAsync(contact, Opener));

            // What is left to undo is what we have no right to.
            await worker.RunAsync(OperationKind.Undo, new Selection { Batch = approved.Id }, "wrong");
            await EndsAsync(worker, contact, JobOutcome.Skipped, "no_right");
        }
    }

    private static Task EndsAsync(WorkerHost worker, int contact, JobOutcome outcome, string reason) => Eventually.TrueAsync(
        async () => (await worker.ReportsAsync($"contact:{contact}")).Any(r => (r.Outcome, r.Reason) == (outcome, reason)), cancellationToken: Cancellation);

    private async Task<int> CreatedAsync(string name, params string[] closed)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        await CloseAsync(contact, closed);
        return contact;
    }

    private Task CloseAsync(int contact, params string[] closed) => Crm.FaultsAsync(new { unwritableFields = closed.Select(progId => $"contact:{contact} {progId}") });
}
