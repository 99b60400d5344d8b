using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Passes;

/// <summary>Whom and what passes leave alone, whatever event says otherwise.</summary>
[Collection(Serial.Name)]
public sealed class GuardTests(OutsideWorld world) : WorkerTest(world)
{
    private const int OwnCompany = 37;
    private const int User = 61;

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData(200, null)] // whom we log in as tells
    [InlineData(404, null)] // nobody tells, so SuperOffice is asked about the contact
    [InlineData(404, "37")] // the settings tell
    public async Task CompanyThatOwnsTheCrm_IsNeverEnriched(int principal, string? configured)
    {
        await Crm.FaultsAsync(new { currentPrincipalStatus = principal });
        (string, string)[] settings = configured is null ? [] : [("Tenant:OwnCompanies:0", configured)];
        await using var worker = await WorkerHost.StartAsync(World, settings: settings);
        World.Intake = null;
        var (other, person) = await Crm.CreateAsync("Fremdfirma AG", "Buyer");

        Assert.Equal(("skipped", "own_company"), await worker.EndOfAsync(await worker.PostAsync("contact.created", OwnCompany, [])));
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", other, [])));

        await Crm.EditPersonAsync(person!.Value, new { contactId = OwnCompany });
        Assert.Equal(("skipped", "own_company"), await worker.EndOfAsync(await worker.PostAsync("person.changed", person.Value, ["contact_id"])));
        Assert.Equal((0, 0), (World.Enricher.Asked($"contact:{OwnCompany}"), World.Enricher.Asked($"person:{person}")));
        Assert.Equal((0, 0), (await Crm.PatchesAsync($"contact:{OwnCompany}"), await Crm.PatchesAsync($"person:{person}")));
    }

    [Fact]
    public async Task PersonWhoIsAUser_IsNeverEnriched_WhereverTheyWork()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Seitenwechsel KG");
        await Crm.EditPersonAsync(User, new { contactId = contact });

        Assert.Equal(("skipped", "associate"), await worker.EndOfAsync(await worker.PostAsync("person.changed", User, ["title"])));
        Assert.Equal(0, World.Enricher.Asked($"person:{User}"));
        Assert.Equal(0, await Crm.PatchesAsync($"person:{User}"));
    }
}
