using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Passes;

/// <summary>Persons nobody may ask about: nothing of them leaves the CRM, and the run says why.</summary>
[Collection(Serial.Name)]
public sealed class PersonTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task PersonsOfATenantThatDidNotAllowIt_AreNotAskedAbout()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Persons:Enrich", "false"));

        var (contact, person) = await Crm.CreateAsync("Sennerei Alp AG", "Head of Cheese");
        await worker.AllEndedAsync(atLeast: 3);

        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(0, World.Enricher.Asked($"person:{person}"));
        Assert.Equal("persons_off", Assert.Single(await worker.ReportsAsync($"person:{person}")).Reason);
        Assert.Equal("", await Crm.PersonFieldAsync(person!.Value, "SuperOffice:21"));
    }

    [Fact]
    public async Task PersonWhoWantsNoMailings_IsNotAskedAbout()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var person = await EditedAsync("Holzbau Tanne AG", new { noMailing = true });

        var end = await worker.EndOfAsync(await worker.PostAsync("person.changed", person, ["title"]));

        Assert.Equal(("skipped", "no_mailing"), end);
        Assert.Equal(0, World.Enricher.Asked($"person:{person}"));
    }

    [Fact]
    public async Task PersonWithoutTheConsentAskedFor_IsNotAskedAbout_UntilItIsGiven()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Persons:ConsentPurposes:0", "EMARKETING"));
        var person = await EditedAsync("Glaserei Licht AG", new { consents = new Dictionary<string, string> { ["EMARKETING"] = "WITHDRAWN" } });

        Assert.Equal(("skipped", "no_consent"), await worker.EndOfAsync(await worker.PostAsync("person.changed", person, ["title"])));
        Assert.Equal(0, World.Enricher.Asked($"person:{person}"));

        await Crm.EditPersonAsync(person, new { consents = new Dictionary<string, string> { ["EMARKETING"] = "CONSENT" } });
        Assert.Equal("completed", (await worker.EndOfAsync(await worker.PostAsync("person.changed", person, ["title"]))).Outcome);
    }

    /// <summary>A person that was edited before the worker hears of it.</summary>
    private async Task<int> EditedAsync(string company, object edit)
    {
        var intake = World.Intake;
        World.Intake = null;
        var (_, person) = await Crm.CreateAsync(company, "Head of Sales");
        await Crm.EditPersonAsync(person!.Value, edit);
        World.Intake = intake;
        return person.Value;
    }
}
