using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>Records that the CRM lets us read and not change: what is known about them waits for a person, and nobody else waits for them.</summary>
[Collection(Serial.Name)]
public sealed class NoRightTests(OutsideWorld world) : WorkerTest(world)
{
    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData("contact", true)]
    [InlineData("contact", false)]
    [InlineData("person", true)]
    [InlineData("person", false)]
    public async Task Record_without_right_is_proposed_with_its_reason_and_holds_up_nobody(string kind, bool tableRights)
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, person) = await CreatedAsync("Verschlossen AG");
        var (other, _) = await CreatedAsync("Offen AG");
        var entity = kind == "contact" ? $"contact:{contact}" : $"person:{person}";
        await Crm.FaultsAsync(new { unwritable = new[] { entity }, tableRights });
        var before = await SentAsync(kind);

        var job = kind == "contact"
            ? await worker.PostAsync("contact.created", contact, [])
            : await worker.PostAsync("person.created", person, [], new { contact_id = contact });
        Assert.Equal(("proposed", "no_right"), await worker.EndOfAsync(job));

        var report = Assert.Single(await worker.ReportsAsync(entity), r => r.Reason == "no_right");
        Assert.Equal(JobOutcome.Proposed, report.Outcome);
        Assert.Contains(tableRights ? "TableRight" : "403", report.Detail, StringComparison.Ordinal);
        Assert.Contains(report.Fields, f => f.Decision == "write");
        var proposal = await worker.Services.GetRequiredService<Proposals>().FindAsync(WorkerHost.Tenant, EntityKey.Parse(entity), Cancellation);
        Assert.Equal(("no_right", report.Detail), (proposal?.Reason, proposal?.Detail));
        Assert.Equal(tableRights, await SentAsync(kind) == before);

        Assert.Null((await worker.Services.GetRequiredService<TenantModes>().ReadAsync(WorkerHost.Tenant, Cancellation)).Mode);
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", other, [])));
    }

    [Fact]
    public async Task Record_that_gets_its_right_back_is_written_at_its_next_event_without_another_question()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, _) = await CreatedAsync("Wieder offen AG");
        await Crm.FaultsAsync(new { unwritable = new[] { $"contact:{contact}" } });
        Assert.Equal(("proposed", "no_right"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        await Crm.FaultsAsync(new { unwritable = Array.Empty<string>() });
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["contact_id", "updated"])));

        Assert.Equal((1, 1), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));
        Assert.Null(await worker.Services.GetRequiredService<Proposals>().FindAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation));
    }

    [Fact]
    public async Task Record_that_answers_403_takes_nothing_from_the_write_budget()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:WriteBudget:AccountsPerDay", "1"));
        var (contact, _) = await CreatedAsync("Verschlossen AG");
        var (other, _) = await CreatedAsync("Offen AG");
        await Crm.FaultsAsync(new { unwritable = new[] { $"contact:{contact}" }, tableRights = false });

        Assert.Equal(("proposed", "no_right"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", other, [])));
    }

    [Fact]
    public async Task No_list_item_is_created_for_a_record_without_right()
    {
        World.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Contact:Vertical:Unknown", "create"));
        var (contact, _) = await CreatedAsync("Orbit AG");
        await Crm.FaultsAsync(new { unwritable = new[] { $"contact:{contact}" } });

        Assert.Equal(("proposed", "no_right"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        Assert.Equal(0, (await Crm.CountersAsync("apiCalls")).GetValueOrDefault("POST List"));
        var row = (await worker.ReportsAsync($"contact:{contact}"))[0].Fields.Single(f => f.Field == "vertical");
        Assert.Contains("no right to change", row.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Six_records_that_answer_403_lower_the_tenant_and_six_that_say_so_themselves_do_not()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var modes = worker.Services.GetRequiredService<TenantModes>();
        foreach (var tableRights in (bool[])[true, false])
        {
            Assert.Null((await modes.ReadAsync(WorkerHost.Tenant, Cancellation)).Mode);
            var contacts = new List<int>();
            for (var n = 0; n < 6; n++)
            {
                contacts.Add((await CreatedAsync($"Verschlossen {n} AG")).Contact);
            }

            await Crm.FaultsAsync(new { unwritable = contacts.Select(c => $"contact:{c}"), tableRights });
            foreach (var contact in contacts)
            {
                Assert.Equal(("proposed", "no_right"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
            }
        }

        var limits = await modes.ReadAsync(WorkerHost.Tenant, Cancellation);
        Assert.True(limits.IsBraked);
        Assert.Contains("403", limits.ModeReason, StringComparison.Ordinal);
    }

    /// <summary>A company with a person that nobody but this test knows of.</summary>
    private async Task<(int Contact, int Person)> CreatedAsync(string name)
    {
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync(name, "CFO");
        return (contact, person!.Value);
    }

    private async Task<long> SentAsync(string kind) =>
        (await Crm.CountersAsync("apiCalls")).GetValueOrDefault(kind == "contact" ? "PATCH Contact" : "PATCH Person");
}
