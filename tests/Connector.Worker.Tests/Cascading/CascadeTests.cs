extern alias enricher;

using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Cascading;

/// <summary>What a company's changed name or vertical means for its persons.</summary>
[Collection(Serial.Name)]
public sealed class CascadeTests(OutsideWorld world) : CascadeTest(world)
{
    private const string Subject = "SuperOffice:21";

    private static readonly (string Key, string Value) CompanyAsks = ("Tenant:Persons:CompanyAsks", "true");

    public override ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        return base.InitializeAsync();
    }

    [Fact]
    public async Task FirstVerticalOfOurs_MakesKnownPersonsDue_AndTheRunSaysWhy()
    {
        await using var worker = await StartAsync();
        var (contact, person) = await EnrichedAsync(worker, "Anfang AG");

        Assert.Equal(1, Asked(person));
        Assert.Equal("For Anfang AG", await Crm.PersonFieldAsync(person, Subject));
        Assert.Equal("1 person is due.", Assert.Single(await CascadesAsync(worker, contact)).Detail);
        var job = Assert.Single(await JobsAsync(worker), j => j.Entity == $"person:{person}");
        Assert.Equal(("connector.cascade", $"contact:{contact}: vertical changed", "completed"), (job.Event, job.By, job.Outcome));
    }

    [Fact]
    public async Task VerticalThatAHumanChanged_AsksAboutThePersonsOnce_AndTheEchoesAskNothing()
    {
        await using var worker = await StartAsync();
        var (contact, person) = await EnrichedAsync(worker, "Wechsel AG");
        await Crm.EditContactAsync(contact, Field(Vertical, "Retail"));

        await worker.PostAsync("contact.changed", contact, ["userdef_id"]);
        await worker.AllEndedAsync(atLeast: 6);
        Assert.Equal((2, 1), (Asked(person), World.Enricher.Asked($"contact:{contact}")));

        await worker.PostAsync("contact.changed", contact, ["userdef_id"]);
        await worker.PostAsync("person.changed", person, ["userdef_id"]);
        Assert.Equal(8, (await worker.AllEndedAsync(atLeast: 8)).Accepted);
        Assert.Equal(2, Asked(person));
        Assert.Equal(2, (await CascadesAsync(worker, contact)).Count);
    }

    [Theory]
    [InlineData("company_deleted")]
    [InlineData("foreign_owner")]
    public async Task PersonWhoWasRefusedBecauseOfTheCompany_IsDue_WhenItIsWorkedOnAgain(string reason)
    {
        await using var worker = await StartAsync(("Tenant:Owners:0", "ANNA"));
        var (contact, _) = await EnrichedAsync(worker, "Rückkehr AG");
        var late = await HiredAsync(contact, "Keller");
        await (reason == "company_deleted" ? Crm.DeleteAsync($"contacts/{contact}", forGood: false) : Crm.EditContactAsync(contact, new { ownerAssociateId = 12 }));
        // Twice: the second finds what the first noted.
        for (var n = 0; n < 2; n++)
        {
            Assert.Equal(("skipped", reason), await worker.EndOfAsync(await worker.PostAsync("person.created", late, [], new { contact_id = contact })));
        }

        await (reason == "company_deleted" ? Crm.RestoreAsync(contact) : Crm.EditContactAsync(contact, new { ownerAssociateId = 11 }));
        await worker.PostAsync("contact.changed", contact, ["contact_id", "updated", "deleted", "associate_id"]);
        // The three of the beginning, the two refused, the event, the cascade and both persons.
        Assert.Equal(9, (await worker.AllEndedAsync(atLeast: 9)).Accepted);
        Assert.Equal((1, "For Rückkehr AG"), (Asked(late), await Crm.PersonFieldAsync(late, Subject)));
        Assert.Contains(await JobsAsync(worker), job => job.By == $"contact:{contact}: what kept its persons out changed");

        await worker.PostAsync("contact.changed", contact, ["contact_id", "updated", "deleted", "associate_id"]);
        Assert.Equal(10, (await worker.AllEndedAsync(atLeast: 10)).Accepted);
    }

    [Fact]
    public async Task VerticalThatGoesBackAndForth_IsCarriedOverEachTime()
    {
        await using var worker = await StartAsync();
        var (contact, _) = await EnrichedAsync(worker, "Pendel AG");
        var jobs = 3;
        foreach (var vertical in new[] { "Retail", "Logistics", "Retail" })
        {
            await Crm.EditContactAsync(contact, Field(Vertical, vertical));
            await worker.PostAsync("contact.changed", contact, ["userdef_id"]);
            await worker.AllEndedAsync(atLeast: jobs += 3);
        }

        Assert.Equal(4, (await CascadesAsync(worker, contact)).Count);
    }

    [Fact]
    public async Task ChangedName_AsksAboutThePersonsOnce()
    {
        await using var worker = await StartAsync(CompanyAsks);
        var (contact, person) = await EnrichedAsync(worker, "Altname AG");
        await Crm.EditContactAsync(contact, new { name = "Neuname AG" });

        await worker.PostAsync("contact.changed", contact, ["name"]);
        await worker.AllEndedAsync(atLeast: 6);

        Assert.Equal(2, Asked(person));
        Assert.Equal("For Neuname AG", await Crm.PersonFieldAsync(person, Subject));
        Assert.Contains(await JobsAsync(worker), j => j.By == $"contact:{contact}: name changed" && j.Entity == $"person:{person}");
    }

    [Theory]
    [InlineData("Altname Logistik AG", false)]
    [InlineData("ALTNAME GmbH", true)]
    public async Task AnotherName_WithoutTheSetting_OrAnotherSpellingWithIt_AsksNothingAboutPersons(string name, bool asks)
    {
        await using var worker = await StartAsync(CompanyAsks with { Value = asks ? "true" : "false" });
        var (contact, person) = await EnrichedAsync(worker, "Altname AG");
        await Crm.EditContactAsync(contact, new { name });

        await worker.PostAsync("contact.changed", contact, ["name"]);

        Assert.Equal(4, (await worker.AllEndedAsync(atLeast: 4)).Accepted);
        Assert.Equal(1, Asked(person));
    }

    [Fact]
    public async Task AnotherVerticalOfOurs_MakesPersonsDue_WhoCostNothing()
    {
        await using var worker = await StartAsync();
        var (contact, person) = await EnrichedAsync(worker, "Neubewertet AG");
        var first = Assert.Single(await JobsAsync(worker), j => j.Event == "contact.created").Id;
        World.Enricher.Vertical = "Retail";

        await worker.Services.GetRequiredService<Replays>().ReplayAsync(first, fresh: true, "Anna", Jobs.JobIds.New(), Cancellation);
        await worker.AllEndedAsync(atLeast: 6);

        Assert.Equal(2, (await CascadesAsync(worker, contact)).Count);
        Assert.Equal(["written", "unchanged"], (await worker.ReportsAsync($"person:{person}")).Select(r => r.Reason));
        Assert.Equal((1, 1), (Asked(person), await Crm.PatchesAsync($"person:{person}")));
    }

    [Fact]
    public async Task WithoutAChange_NothingIsCarriedOver()
    {
        await using var worker = await StartAsync();
        var (contact, person) = await EnrichedAsync(worker, "Beständig AG");

        await worker.PostAsync("contact.changed", contact, ["name"]);
        await Crm.EditContactAsync(contact, Field("SuperOffice:84", "A human's words"));
        await worker.PostAsync("contact.changed", contact, ["userdef_id"]);

        Assert.Equal(5, (await worker.AllEndedAsync(atLeast: 5)).Accepted);
        Assert.Equal(1, Asked(person));
    }

    [Fact]
    public async Task CompanySeenForTheFirstTime_WithNothingToWrite_IsRememberedOnly()
    {
        await using var worker = await StartAsync(CompanyAsks);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Vorhanden AG", "Head of Sales");
        await Crm.EditContactAsync(contact, Field(Vertical, "Retail"));
        World.Enricher.OnContact = (_, _, _) => Task.FromResult<enricher::Connector.Enrichment.V1.EnrichContactResponse?>(
            ScriptedEnricher.Refused(enricher::Connector.Enrichment.V1.RefusalReason.NotFound));

        await worker.PostAsync("contact.changed", contact, ["name"]);

        Assert.Equal(1, (await worker.AllEndedAsync(atLeast: 1)).Accepted);
        Assert.Equal(0, Asked(person!.Value));

        await Crm.EditContactAsync(contact, new { name = "Umbenannt AG" });
        await worker.PostAsync("contact.changed", contact, ["name"]);
        await worker.AllEndedAsync(atLeast: 4);
        Assert.Equal(1, Asked(person.Value));
    }

    [Fact]
    public async Task MoreThanTheMost_AreLeft_AndTheRunSaysHowMany()
    {
        await using var worker = await StartAsync(("Tenant:CascadeMost", "1"));
        var (contact, others) = await StaffedAsync("Gross AG", 2);

        await worker.PostAsync("contact.created", contact, []);
        await worker.AllEndedAsync(atLeast: 3);

        Assert.Equal(
            "1 person is due; 2 others were left as they are, since Tenant:CascadeMost is 1.", Assert.Single(await CascadesAsync(worker, contact)).Detail);
        Assert.Equal((1, 0, 0), (Asked(others[0]), Asked(others[1]), Asked(others[2])));
    }

    [Fact]
    public async Task PersonsWhoHaveLeft_AreLeftOut_AndTakeNobodysPlace()
    {
        await using var worker = await StartAsync(("Tenant:CascadeMost", "2"));
        var (contact, persons) = await StaffedAsync("Ruhestand AG", 2);
        await Crm.EditPersonAsync(persons[0], new { retired = true });

        await worker.PostAsync("contact.created", contact, []);
        await worker.AllEndedAsync(atLeast: 4);

        Assert.Equal("2 persons are due.", Assert.Single(await CascadesAsync(worker, contact)).Detail);
        Assert.Equal((0, 1, 1), (Asked(persons[0]), Asked(persons[1]), Asked(persons[2])));
    }

    [Theory]
    [InlineData("Tenant:Persons:Enrich", "false")]
    [InlineData("Tenant:CascadeMost", "0")]
    public async Task WherePersonsAreNotEnriched_OrTheMostIsNone_NothingIsCarriedOver(string setting, string value)
    {
        await using var worker = await StartAsync((setting, value));
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Abgeschaltet AG", "Head of Sales");

        await worker.PostAsync("contact.created", contact, []);
        await worker.AllEndedAsync(atLeast: 1);
        await Crm.EditContactAsync(contact, Field(Vertical, "Retail"));
        await worker.PostAsync("contact.changed", contact, ["userdef_id"]);

        Assert.Equal(2, (await worker.AllEndedAsync(atLeast: 2)).Accepted);
        Assert.Equal(0, Asked(person!.Value));
    }

    [Fact]
    public async Task ApprovedVertical_IsCarriedOver_AndUndone_IsNot()
    {
        await using var worker = await StartAsync(("Tenant:Mode", "propose"));
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Genehmigt AG", "Head of Sales");
        await worker.PostAsync("contact.created", contact, []);
        Assert.Equal(1, (await worker.AllEndedAsync(atLeast: 1)).Accepted);

        var approved = await worker.RunAsync(OperationKind.Approve, new Selection { All = true });
        Assert.Equal(4, (await worker.AllEndedAsync(atLeast: 4)).Accepted);
        Assert.Equal(1, Asked(person!.Value));

        await worker.RunAsync(OperationKind.Undo, new Selection { Batch = approved.Id }, "wrong");
        // The preview, the run, and the undo of the one record.
        Assert.Equal(7, (await worker.AllEndedAsync(atLeast: 7)).Accepted);
        Assert.Equal("", await Crm.ContactFieldAsync(contact, Vertical));
        Assert.Single(await CascadesAsync(worker, contact));
    }
}
