using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class EventTests(SharedSandbox shared) : IClassFixture<SharedSandbox>
{
    private readonly Receiver _receiver = shared.Receiver;

    [Fact]
    public async Task ACreatedCompany_RaisesCreatedForItAndItsPerson()
    {
        var sandbox = await shared.FreshAsync();
        var (contactId, personId) = await sandbox.CreateAsync("Neu GmbH");

        var contact = (await _receiver.FirstAsync("contact.created")).Json;
        var person = (await _receiver.FirstAsync("person.created")).Json;

        Assert.Equal("contact", contact["Entity"]!.GetValue<string>());
        Assert.Equal(contactId, contact["PrimaryKey"]!.GetValue<int>());
        Assert.Equal("Cust10001", contact["ContextIdentifier"]!.GetValue<string>());
        Assert.Equal(11, contact["ChangedByAssociateId"]!.GetValue<int>());
        Assert.Equal("connector", contact["WebhookName"]!.GetValue<string>());
        Assert.True(Guid.TryParse(contact["EventId"]!.GetValue<string>(), out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", contact["Timestamp"]!.GetValue<string>());
        Assert.Equal("contact_id", contact["Changes"]![0]!.GetValue<string>());
        Assert.Equal(11, contact["FieldValues"]!["associate_id"]!.GetValue<int>());
        Assert.Equal(0, contact["FieldValues"]!["deleted"]!.GetValue<int>());
        Assert.False(contact.AsObject().ContainsKey("Values"));
        Assert.Equal(personId, person["PrimaryKey"]!.GetValue<int>());
        Assert.Equal(contactId, person["FieldValues"]!["contact_id"]!.GetValue<int>());
        Assert.Equal(personId, person["FieldValues"]!["person_id"]!.GetValue<int>());
        Assert.False(person["FieldValues"]!.AsObject().ContainsKey("deleted"));
    }

    [Fact]
    public async Task ARename_NamesKeyHousekeepingSoundexAndColumn()
    {
        var sandbox = await shared.FreshAsync();
        await sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/4", new { name = "Kessler Werkzeuge GmbH", orgNr = "DE1", associateId = 12 });

        var changed = await _receiver.FirstAsync("contact.changed");

        Assert.Equal(["contact_id", "updated_associate_id", "updated", "updatedCount", "soundEx", "name", "orgNr"], changed.Columns);
        Assert.Equal(12, changed.Json["ChangedByAssociateId"]!.GetValue<int>());
        Assert.DoesNotContain("Kessler", Receiver.Text(changed), StringComparison.Ordinal);
        Assert.DoesNotContain("DE1", Receiver.Text(changed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APersonsTitleAndCompany_AreColumnsOfItsRow()
    {
        var sandbox = await shared.FreshAsync();
        await sandbox.SendAsync(HttpMethod.Patch, "/sandbox/persons/2", new { title = "CFO", contactId = 3 });

        var changed = await _receiver.FirstAsync("person.changed");

        Assert.Equal(["person_id", "updated_associate_id", "updated", "updatedCount", "contact_id", "title"], changed.Columns);
        Assert.Equal(3, changed.Json["FieldValues"]!["contact_id"]!.GetValue<int>());
    }

    [Fact]
    public async Task OurPatch_RaisesHousekeepingOnly_AndUserdefIdWhenThatRowIsMade()
    {
        var sandbox = await shared.FreshAsync();
        using var client = await sandbox.LoginAsync();
        await PatchSummaryAsync(client, "eins");
        await PatchSummaryAsync(client, "zwei");
        await PatchSummaryAsync(client, "zwei");

        var changed = await _receiver.WaitAsync("contact.changed", 3);

        string[] housekeeping = ["contact_id", "updated_associate_id", "updated", "updatedCount"];
        Assert.Single(changed, one => one.Columns.SequenceEqual([.. housekeeping, "userdef_id"]));
        Assert.Equal(2, changed.Count(one => one.Columns.SequenceEqual(housekeeping)));
        Assert.All(changed, one => Assert.Equal(77, one.Json["ChangedByAssociateId"]!.GetValue<int>()));
        Assert.All(changed, one => Assert.NotEqual(0, one.Json["FieldValues"]!["userdef_id"]!.GetValue<int>()));
        var contact = await sandbox.GetAsync("/sandbox/contacts/6");
        Assert.Equal(3, contact["updatedCount"]!.GetValue<int>());
        Assert.Equal(77, contact["updatedByAssociateId"]!.GetValue<int>());
    }

    [Fact]
    public async Task FieldEdits_RaiseAsSwitched()
    {
        var sandbox = await shared.FreshAsync();
        using var client = await sandbox.LoginAsync();
        await sandbox.TurnAsync(new { fieldEditEvents = "None" });
        await PatchSummaryAsync(client, "still");
        await sandbox.TurnAsync(new { fieldEditEvents = "Userdef" });
        await PatchSummaryAsync(client, "laut");

        var changed = await _receiver.FirstAsync("contact.changed");

        Assert.Contains("userdef_id", changed.Columns);
        Assert.Equal(1, (await sandbox.GetAsync("/sandbox/counters"))["events"]!["contact.changed"]!.GetValue<int>());
    }

    [Fact]
    public async Task PhoneAndWebsiteEdits_RaiseNothingUnlessSwitched()
    {
        var sandbox = await shared.FreshAsync();
        await sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/7", new { phone = "+49 1" });
        await sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/7", new { website = "www.neu.example" });
        var before = (await sandbox.GetAsync("/sandbox/counters"))["events"]!.AsObject().Count;
        await sandbox.TurnAsync(new { childEditEvents = "Housekeeping" });
        await sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/7", new { phone = "+49 2" });

        var changed = await _receiver.FirstAsync("contact.changed");

        Assert.Equal(0, before);
        Assert.Equal(["contact_id", "updated_associate_id", "updated", "updatedCount"], changed.Columns);
        Assert.Equal("www.neu.example", (await sandbox.GetAsync("/sandbox/contacts/7"))["website"]!.GetValue<string>());
    }

    [Fact]
    public async Task AnEditOfNothing_RaisesNothing()
    {
        var sandbox = await shared.FreshAsync();
        await sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/7", new { name = "Stahlbau Reimers GmbH & Co. KG" });

        Assert.Empty((await sandbox.GetAsync("/sandbox/counters"))["events"]!.AsObject());
    }

    [Fact]
    public async Task Deletions_CarryTheIdsAndNothingElse()
    {
        var sandbox = await shared.FreshAsync();
        await sandbox.SendAsync(HttpMethod.Delete, "/sandbox/persons/3");
        await sandbox.SendAsync(HttpMethod.Delete, "/sandbox/persons/3?forGood=true");
        await sandbox.SendAsync(HttpMethod.Delete, "/sandbox/contacts/2");

        var soft = (await _receiver.FirstAsync("person.softdeleted")).Json;
        var gone = (await _receiver.FirstAsync("person.deleted")).Json;
        var contact = (await _receiver.FirstAsync("contact.softdeleted")).Json;

        foreach (var json in new[] { soft, gone })
        {
            Assert.Empty(json["Changes"]!.AsArray());
            Assert.Equal(3, json["Values"]!["person_id"]!.GetValue<int>());
            Assert.Equal(2, json["Values"]!["contact_id"]!.GetValue<int>());
            Assert.False(json.AsObject().ContainsKey("FieldValues"));
        }

        Assert.False(contact["Values"]!.AsObject().ContainsKey("person_id"));
    }

    [Fact]
    public async Task ADeletionTakenBack_IsAChangeOfHousekeepingColumns()
    {
        var sandbox = await shared.FreshAsync();
        using var alive = await sandbox.SendAsync(HttpMethod.Post, "/sandbox/contacts/2/restore");
        await sandbox.SendAsync(HttpMethod.Delete, "/sandbox/contacts/2");
        Assert.True((await sandbox.GetAsync("/sandbox/contacts/2"))["deleted"]!.GetValue<bool>());

        using var restored = await sandbox.SendAsync(HttpMethod.Post, "/sandbox/contacts/2/restore");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NoContent), (alive.StatusCode, restored.StatusCode));
        Assert.False((await sandbox.GetAsync("/sandbox/contacts/2"))["deleted"]!.GetValue<bool>());
        var changed = (await _receiver.FirstAsync("contact.changed")).Json;
        Assert.Equal(["contact_id", "updated_associate_id", "updated", "updatedCount"], changed["Changes"]!.AsArray().Select(column => column!.GetValue<string>()));
    }

    [Fact]
    public async Task WithoutFieldValues_AnOlderVersionIsImitated()
    {
        var sandbox = await shared.FreshAsync();
        await sandbox.TurnAsync(new { fieldValues = false });
        await sandbox.CreateAsync("Alt GmbH");

        Assert.False((await _receiver.FirstAsync("contact.created")).Json.AsObject().ContainsKey("FieldValues"));
    }

    [Fact]
    public async Task Headers_AreTheDocumentedOnes_TheTokenInItsOwnAndNoSecretInTheBody()
    {
        var sandbox = await shared.FreshAsync();
        await sandbox.CreateAsync("Kopf GmbH");

        var got = await _receiver.FirstAsync("contact.created");

        Assert.Equal("application/json; charset=utf-8", got.ContentType);
        Assert.StartsWith("NetServer-Webhook/", got.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("contact.created", got.Headers["X-SuperOffice-Event"]);
        Assert.Equal(got.Json["EventId"]!.GetValue<string>(), got.Headers["X-SuperOffice-EventId"]);
        Assert.Equal("0", got.Headers["X-SuperOffice-Retry"]);
        Assert.Equal("the-webhook-token", got.Headers["X-Connector-Token"]);
        Assert.Equal("", got.Query);
        Assert.False(got.Headers.ContainsKey("X-SuperOffice-Signature"));
        Assert.False(got.Headers.ContainsKey("traceparent"));
        Assert.DoesNotContain("token", Receiver.Text(got), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task WithASecret_TheExactBytesAreSigned()
    {
        await using var receiver = new Receiver();
        using var sandbox = new SandboxHost(await receiver.StartAsync(("WebhookSecret", "a-secret")));
        await sandbox.CreateAsync("Siegel GmbH");

        var got = await receiver.FirstAsync("contact.created");

        Assert.Equal(
            Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes("a-secret"), got.Body)), got.Headers["X-SuperOffice-Signature"]);
    }

    [Fact]
    public async Task TheToken_MayTravelInTheQueryInstead()
    {
        await using var receiver = new Receiver();
        using var sandbox = new SandboxHost(await receiver.StartAsync(("WebhookTokenIn", "Query")));
        await sandbox.CreateAsync("Frage GmbH");

        var got = await receiver.FirstAsync("contact.created");

        Assert.Equal("?token=the-webhook-token", got.Query);
        Assert.False(got.Headers.ContainsKey("X-Connector-Token"));
    }

    private static async Task PatchSummaryAsync(HttpClient client, string text)
    {
        using var content = new StringContent(
            $$"""[{"op":"replace","path":"CustomFields/SuperOffice:84","value":"{{text}}"}]""", Encoding.UTF8, "application/json");
        (await client.PatchAsync(SandboxHost.Api + "/Contact/6", content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
