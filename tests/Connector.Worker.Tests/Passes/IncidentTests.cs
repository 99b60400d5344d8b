using Connector.Jobs.Mapping;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>What went wrong with the first connector, incident by incident, against the decisions and passes of this one.</summary>
[Collection(Serial.Name)]
public sealed class IncidentTests(OutsideWorld world) : WorkerTest(world)
{
    private static readonly string[] FieldEdit = ["contact_id", "updated", "updated_associate_id", "updatedCount"];

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData("true", "skipped")]
    [InlineData("false", "unchanged")]
    public async Task Accounts_loop_because_every_write_raises_an_event__Echoes_cost_nothing_whoever_else_uses_our_id(string dedicated, string outcome)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("SuperOffice:DedicatedUser", dedicated));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Echolot AG");
        await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));

        for (var echo = 0; echo < 20; echo++)
        {
            await worker.PostAsync("contact.changed", contact, FieldEdit, changedBy: 77);
        }

        Assert.Equal((outcome, "echo"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, [.. FieldEdit, "userdef_id"], changedBy: 77)));
        await worker.AllEndedAsync(atLeast: 22);
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Edits_under_the_shared_id_were_lost__A_human_edit_in_the_second_of_our_write_is_processed(string dedicated)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("SuperOffice:DedicatedUser", dedicated));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Gleichzeitig AG");
        await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));

        // Within the same second, and told the way our own write is told: only the id differs, and where it is shared not even that.
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "A human's words." } });
        var end = await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, FieldEdit, changedBy: dedicated == "true" ? 11 : 77));
        Assert.Equal(("unchanged", "human_edit"), end);

        await Crm.EditContactAsync(contact, new { name = "Zugleich AG" });
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["contact_id", "name"], changedBy: 77)));
        Assert.Equal("A human's words.", await Crm.ContactFieldAsync(contact, "SuperOffice:84"));
        Assert.Equal("Dear Zugleich AG,", await Crm.ContactFieldAsync(contact, "SuperOffice:85"));
    }

    [Fact]
    public async Task Money_was_spent_on_phone_number_edits__They_are_not_even_read()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Telefonbau AG", "Buyer");
        await Eventually.TrueAsync(MappingIsCheckedAsync, cancellationToken: TestContext.Current.CancellationToken); // It reads layouts.
        var before = await Crm.CountersAsync("apiCalls");

        foreach (var column in new[] { "phone_present", "number1", "category_idx", "activeErpLinks" })
        {
            Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["contact_id", "updated", column])));
            Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync(await worker.PostAsync("person.changed", person!.Value, ["person_id", "updated", column])));
        }

        async Task<bool> MappingIsCheckedAsync() => await worker.Services.GetRequiredService<MappingReports>()
            .FindAsync(WorkerHost.Tenant, TestContext.Current.CancellationToken) is not null;

        Assert.Equal(before.GetValueOrDefault("GET Contact"), (await Crm.CountersAsync("apiCalls")).GetValueOrDefault("GET Contact"));
        Assert.Empty(World.Enricher.Keys);
    }

    [Fact]
    public async Task The_queue_was_full_of_failures_of_deleted_entities__They_are_skipped_with_their_reason()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Vergangen AG", "Buyer");
        await Crm.DeleteAsync($"persons/{person}", forGood: true);
        await Crm.DeleteAsync($"contacts/{contact}", forGood: true);

        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("person.created", person!.Value, [])));
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.deleted", contact, [])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task A_new_company_was_processed_several_times__Ten_created_events_are_one_enrichment(int beforeTheFirstPass)
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Zehnfach AG");

        var burst = new List<string>();
        for (var copy = 0; copy < 10; copy++)
        {
            burst.Add(await worker.PostAsync("contact.created", contact, []));
            if (copy + 1 == Math.Max(1, beforeTheFirstPass))
            {
                await worker.EndOfAsync(burst[^1]); // The rest comes after the first pass.
            }
        }

        var ends = new List<(string? Outcome, string? Reason)>();
        foreach (var job in burst)
        {
            ends.Add(await worker.EndOfAsync(job));
        }

        // How many of the first ones a pass finds waiting is the machine's; nobody who comes after it is one more enrichment.
        var written = ends.TakeWhile(e => e == ("completed", "written")).Count();
        Assert.InRange(written, 1, Math.Max(1, beforeTheFirstPass));
        Assert.All(ends.Skip(written), e => Assert.Equal("unchanged", e.Outcome));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Fact]
    public async Task A_shield_against_duplicates_blocks_the_second_after_a_failed_first__It_is_enriched_all_the_same()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Zweitversuch AG");
        World.Enricher.OnContact = (_, _, _) => throw ScriptedEnricher.Failure(Grpc.Core.StatusCode.FailedPrecondition);
        Assert.Equal("dead", (await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []))).Outcome);

        World.Enricher.OnContact = null;
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Theory]
    [InlineData("11", 11, "completed", "written")] // by id only
    [InlineData("ANNA", 11, "completed", "written")] // by short name only
    [InlineData("12,CARLA", 11, "skipped", "foreign_owner")] // by neither
    public async Task Records_of_a_sister_firm_were_enriched__Only_listed_owners_are(string owners, int owner, string outcome, string reason)
    {
        var settings = owners.Split(',').Select((entry, index) => ($"Tenant:Owners:{index}", entry)).ToArray();
        await using var worker = await WorkerHost.StartAsync(World, settings: settings);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Schwesterfirma AG", "Buyer", owner: owner);

        // The event tells the owner's id, or it does not.
        Assert.Equal((outcome, reason), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [], new { associate_id = owner })));
        Assert.Equal(outcome == "completed" ? "unchanged" : outcome, (await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []))).Outcome);
        Assert.Equal((outcome, reason), await worker.EndOfAsync(await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact })));
        Assert.Equal(outcome == "completed" ? 1 : 0, World.Enricher.Asked($"contact:{contact}"));
    }
}
