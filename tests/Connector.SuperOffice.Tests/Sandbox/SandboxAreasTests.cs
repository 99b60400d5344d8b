using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Preconditions;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Sandbox;

/// <summary>What tools do with the sandbox tenant, beside enrichment.</summary>
public sealed class SandboxAreasTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Company_and_person_are_created_from_the_defaults()
    {
        await using var host = Host();

        var contact = await host.Client.Contacts.CreateAsync(new NewContact("Made Here GmbH") { Website = "https://made.example", City = "Bergen", OwnerId = 12 }, Token);
        var person = await host.Client.Persons.CreateAsync(new NewPerson(contact.ContactId, "Mohn", 1) { Firstname = "Ida", Title = "Buyer" }, Token);

        Assert.Equal(("Made Here GmbH", "https://made.example", "Bergen", 12), (contact.Name, contact.Website, contact.City, contact.Owner!.AssociateId));
        Assert.Equal((contact.ContactId, "Buyer"), (person.ContactId!.Value, person.Title));
        Assert.Equal([person.PersonId], (await host.Client.GetContactAsync(contact.ContactId, Token))!.PersonIds);
    }

    [Fact]
    public async Task Preconditions_are_honoured_and_the_record_is_what_it_was()
    {
        await using var host = Host();
        var contact = await host.Client.Contacts.CreateAsync(
            new NewContact("Probe Me GmbH") { Fields = new Dictionary<string, string> { ["SuperOffice:86"] = "by a human" } }, Token);

        var report = await host.Client.Preconditions.ProbeAsync(CrmEntity.Contact, contact.ContactId, "SuperOffice:86", Token);

        Assert.Equal((PreconditionVerdict.Honoured, FieldTestForm.Leaf, PreconditionVerdict.Honoured), (report.Test, report.TestForm, report.UnmodifiedSince));
        Assert.Equal(WritePrecondition.Test, report.Suggested);
        Assert.Equal(contact.Fields, (await host.Client.GetContactAsync(contact.ContactId, Token))!.Fields);
    }

    [Theory]
    [InlineData("SuperOffice:83")]
    [InlineData("SuperOffice:84")]
    [InlineData("SuperOffice:87")]
    public async Task Field_of_any_type_serves_to_try_preconditions(string progId)
    {
        await using var host = Host();
        var contact = await host.Client.Contacts.CreateAsync(new NewContact("Probe Me Too GmbH"), Token);

        var report = await host.Client.Preconditions.ProbeAsync(CrmEntity.Contact, contact.ContactId, progId, Token);

        Assert.Equal((PreconditionVerdict.Honoured, PreconditionVerdict.Honoured), (report.Test, report.UnmodifiedSince));
    }

    private ClientHost Host() => ClientHost.For(
        sandbox.Url,
        null,
        ("ClientId", "sandbox-client"),
        ("ClientSecret", "sandbox-client-secret"),
        ("RefreshToken", "sandbox-refresh-token"));
}
