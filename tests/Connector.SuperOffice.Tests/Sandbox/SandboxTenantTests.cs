using System.Globalization;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Identity;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Sandbox;

/// <summary>The client against the sandbox tenant, which answers as SuperOffice is documented to.</summary>
public sealed class SandboxTenantTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Company_and_person_are_read()
    {
        await using var host = Host();
        var contactId = await CreateAsync("Read Me GmbH", "https://read-me.example", "Rostock");

        var contact = (await host.Client.GetContactAsync(contactId, Token))!;
        var person = (await host.Client.GetPersonAsync(Assert.Single(contact.PersonIds), Token))!;

        Assert.Equal(("Read Me GmbH", "https://read-me.example", "Rostock"), (contact.Name, contact.Website, contact.City));
        Assert.Equal(new AssociateRef(11, "ANNA"), contact.Owner);
        Assert.True(FieldValue.IsEmpty(FieldType.List, contact.Fields["SuperOffice:83"]));
        Assert.Equal((contactId, "Head of Purchasing"), (person.ContactId!.Value, person.Title));
        Assert.Null(await host.Client.GetContactAsync(9_999_999, Token));
        Assert.Null(await host.Client.GetPersonAsync(9_999_999, Token));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("UnmodifiedSince")]
    [InlineData("Test")]
    public async Task Fields_are_written_and_the_others_stay(string precondition)
    {
        await using var host = Host(precondition);
        var contactId = await CreateAsync("Write Me GmbH");
        await EditAsync(contactId, new { fields = new Dictionary<string, string> { ["SuperOffice:86"] = "by a human" } });
        var contact = (await host.Client.GetContactAsync(contactId, Token))!;
        var layout = await host.Client.GetFieldsAsync(CrmEntity.Contact, Token);
        var item = (await host.Client.GetListItemsAsync(layout["SuperOffice:83"], Token))![0];
        var set = new Dictionary<string, string>
        {
            ["SuperOffice:83"] = FieldValue.EncodeListItem(item.Id),
            ["SuperOffice:84"] = "Builds “cranes”\nand bridges",
            ["SuperOffice:87"] = FieldValue.EncodeDate(new DateOnly(2026, 3, 2)),
        };

        var returned = await host.Client.PatchFieldsAsync(CrmEntity.Contact, contactId, Patch(contact, set), Token);

        var read = (await host.Client.GetContactAsync(contactId, Token))!.Fields;
        Assert.All(set, field => Assert.True(FieldValue.AreEqual(layout[field.Key].Type, field.Value, returned[field.Key]), field.Key));
        Assert.Equal(read, returned);
        Assert.Equal("by a human", read["SuperOffice:86"]);
    }

    [Fact]
    public async Task Person_fields_are_written()
    {
        await using var host = Host();
        var contact = (await host.Client.GetContactAsync(await CreateAsync("Person GmbH"), Token))!;
        var person = (await host.Client.GetPersonAsync(contact.PersonIds[0], Token))!;

        var returned = await host.Client.PatchFieldsAsync(
            CrmEntity.Person, person.PersonId, Patch(person, new() { ["SuperOffice:20"] = "Buyer" }), Token);

        Assert.Equal("Buyer", returned["SuperOffice:20"]);
    }

    [Fact]
    public async Task Field_changed_since_it_was_read_is_a_conflict_where_tests_are_sent()
    {
        await using var host = Host("Test");
        var contactId = await CreateAsync("Test Me GmbH");
        var contact = (await host.Client.GetContactAsync(contactId, Token))!;
        await EditAsync(contactId, new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "by a human" } });

        // As if the change fell into the second of the reading: only the test can see it.
        var patch = Patch(contact, new() { ["SuperOffice:84"] = "by us" }) with { ReadVersion = DateTimeOffset.MaxValue.AddYears(-1) };
        var failure = await host.FailureAsync((client, token) => client.PatchFieldsAsync(CrmEntity.Contact, contactId, patch, token));

        Assert.Equal((FailureKind.Conflict, 409), (failure.Kind, (int)failure.Status!));
        Assert.Equal("by a human", (await host.Client.GetContactAsync(contactId, Token))!.Fields["SuperOffice:84"]);
    }

    [Fact]
    public async Task Record_changed_since_it_was_read_is_a_conflict()
    {
        await using var host = Host("UnmodifiedSince");
        var contactId = await CreateAsync("Since Me GmbH");
        var contact = (await host.Client.GetContactAsync(contactId, Token))!;

        var patch = Patch(contact, new() { ["SuperOffice:84"] = "by us" }) with { ReadVersion = contact.UpdatedDate.AddSeconds(-2) };
        var failure = await host.FailureAsync((client, token) => client.PatchFieldsAsync(CrmEntity.Contact, contactId, patch, token));

        Assert.Equal((FailureKind.Conflict, 412), (failure.Kind, (int)failure.Status!));
    }

    [Fact]
    public async Task Layouts_and_lists_are_found_through_the_fields()
    {
        await using var host = Host();

        var contact = await host.Client.GetFieldsAsync(CrmEntity.Contact, Token);
        var person = await host.Client.GetFieldsAsync(CrmEntity.Person, Token);
        var items = await host.Client.GetListItemsAsync(contact["SuperOffice:83"], Token);

        Assert.Equal((FieldType.List, 108, "udlist108"), (contact["SuperOffice:83"].Type, contact["SuperOffice:83"].ListId, contact["SuperOffice:83"].ListName));
        Assert.Equal((FieldType.LongText, FieldType.Date), (contact["SuperOffice:84"].Type, contact["SuperOffice:87"].Type));
        Assert.Equal((FieldType.ShortText, 199), (contact["SuperOffice:88"].Type, contact["SuperOffice:88"].TextLength));
        Assert.Equal(FieldType.ShortText, person["SuperOffice:20"].Type);
        Assert.NotEmpty(items!);
        Assert.Equal(items![0], ListItems.Find(items, $"  {items[0].Name.ToUpperInvariant()} "));
    }

    [Fact]
    public async Task List_that_was_guessed_is_unresolved()
    {
        await using var host = Host();

        Assert.Null(await host.Client.GetListItemsAsync(new FieldDefinition("guess", "", FieldType.List, 0, 331, "udlist331"), Token));
    }

    [Fact]
    public async Task Connector_finds_out_who_it_is()
    {
        await using var host = Host();

        Assert.Equal(new CrmIdentity(77, "currentPrincipal", Dedicated: false) { OwnContactId = 37 }, await host.Client.GetIdentityAsync(Token));
    }

    [Fact]
    public async Task Tokens_that_end_early_are_renewed()
    {
        await using var host = Host();
        var contactId = await CreateAsync("Expire Me GmbH");
        await host.Client.GetContactAsync(contactId, Token);
        await sandbox.ControlAsync(HttpMethod.Post, "tokens/expire");

        Assert.NotNull(await host.Client.GetContactAsync(contactId, Token));
    }

    [Fact]
    public async Task Maintenance_revocation_and_overload_are_told_apart()
    {
        await using var host = Host();
        try
        {
            await sandbox.ControlAsync(HttpMethod.Post, "faults", new { tenantState = "OfflineMaintenance" });
            Assert.Equal(FailureKind.TenantUnavailable, (await host.FailureAsync(GetAsync)).Kind);

            await sandbox.ControlAsync(HttpMethod.Delete, "faults");
            await sandbox.ControlAsync(HttpMethod.Post, "faults", new { refreshTokenRevoked = true });
            await using var revoked = Host();
            Assert.Equal(FailureKind.Revoked, (await revoked.FailureAsync(GetAsync)).Kind);

            await sandbox.ControlAsync(HttpMethod.Delete, "faults");
            await sandbox.ControlAsync(HttpMethod.Post, "faults", new { api = "TooManyRequests", retryAfterSeconds = 90 });
            await using var busy = Host();
            var failure = await busy.FailureAsync(GetAsync);
            Assert.Equal((FailureKind.AskedToWait, TimeSpan.FromSeconds(90)), (failure.Kind, failure.RetryAfter));
        }
        finally
        {
            await sandbox.ControlAsync(HttpMethod.Delete, "faults");
        }

        static Task GetAsync(SuperOfficeClient client, CancellationToken token) => client.GetContactAsync(1, token);
    }

    private ClientHost Host(string precondition = "UnmodifiedSince") => ClientHost.For(
        sandbox.Url,
        null,
        ("ClientId", "sandbox-client"),
        ("ClientSecret", "sandbox-client-secret"),
        ("RefreshToken", "sandbox-refresh-token"),
        ("WritePrecondition", precondition));

    private async Task<int> CreateAsync(string name, string website = "https://example.com", string city = "Kiel") =>
        (await sandbox.ControlAsync(
            HttpMethod.Post, "contacts", new { name, website, city, persons = new[] { new { firstName = "Ida", lastName = "Mohn", title = "Head of Purchasing" } } }))
        ["contactId"]!.GetValue<int>();

    private async Task EditAsync(int contactId, object edit) =>
        await sandbox.ControlAsync(HttpMethod.Patch, string.Create(CultureInfo.InvariantCulture, $"contacts/{contactId}"), edit);

    private static FieldPatch Patch(CrmRecord record, Dictionary<string, string> set) => new()
    {
        Set = set,
        Expected = set.Keys.ToDictionary(key => key, key => record.Fields.TryGetValue(key, out var value) ? value : null),
        ReadVersion = record.UpdatedDate,
    };
}
