using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class EntityTests(RestFixture rest) : IClassFixture<RestFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SeededContact_HasTheDocumentedMembers()
    {
        var contact = await rest.JsonAsync("/Contact/1");

        Assert.Equal("Brandt Maschinenbau GmbH", contact["Name"]!.GetValue<string>());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$", contact["UpdatedDate"]!.GetValue<string>());
        Assert.Equal("www.brandt-maschinenbau.example", contact["Urls"]![0]!["Value"]!.GetValue<string>());
        Assert.Equal("Bielefeld", contact["Address"]!["Street"]!["City"]!.GetValue<string>());
        Assert.Equal("BERND", contact["Associate"]!["Name"]!.GetValue<string>());
        Assert.Equal(12, contact["Associate"]!["AssociateId"]!.GetValue<int>());
        Assert.Equal(0, contact["Deleted"]!.GetValue<int>());
        Assert.Equal(["Jens", "Miriam"], contact["Persons"]!.AsArray().Select(person => person!["Firstname"]!.GetValue<string>()));
    }

    [Fact]
    public async Task EmptyFields_AreShownInTheirEmptyWireForm_InBothMembers()
    {
        var contact = await rest.JsonAsync("/Contact/2");

        foreach (var member in new[] { "CustomFields", "UserDefinedFields" })
        {
            Assert.Equal("[I:0]", contact[member]!["SuperOffice:83"]!.GetValue<string>());
            Assert.Equal("", contact[member]!["SuperOffice:83:DisplayText"]!.GetValue<string>());
            Assert.Equal("", contact[member]!["SuperOffice:84"]!.GetValue<string>());
            Assert.Equal("[D:01/01/0001 00:00:00.0000000]", contact[member]!["SuperOffice:87"]!.GetValue<string>());
            Assert.Equal("False", contact[member]!["SuperOffice:89"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task SeededPerson_NamesItsContact()
    {
        var person = await rest.JsonAsync("/Person/1");

        Assert.Equal("Jens Brandt", person["FullName"]!.GetValue<string>());
        Assert.Equal("Geschäftsführer", person["Title"]!.GetValue<string>());
        Assert.Equal(1, person["Contact"]!["ContactId"]!.GetValue<int>());
        Assert.Equal("", person["CustomFields"]!["SuperOffice:20"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/Contact/99999", "Contact id 99999 not found")]
    [InlineData("/Person/99999", "Person id 99999 not found")]
    public async Task MissingEntity_AnswersTheDocumentedError(string resource, string message)
    {
        using var response = await rest.GetAsync(resource);
        var error = await SandboxHost.JsonAsync(response);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.True(error["Error"]!.GetValue<bool>());
        Assert.Equal("SoNotFoundException", error["ErrorType"]!.GetValue<string>());
        Assert.Equal(message, error["ErrorMessage"]!.GetValue<string>());
        Assert.False(string.IsNullOrEmpty(error["ErrorSource"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Post_StartedFromDefault_Answers200AndTheEntity()
    {
        var blank = await rest.JsonAsync("/Contact/default");
        blank["Name"] = "Neue Firma";
        blank["CustomFields"]!["SuperOffice:83"] = "14";

        using var response = await PostAsync("/Contact", blank);
        var created = await SandboxHost.JsonAsync(response);
        var person = await SandboxHost.JsonAsync(await PostAsync(
            "/Person", new JsonObject { ["Firstname"] = "Eva", ["Lastname"] = "Neu", ["Contact"] = new JsonObject { ["ContactId"] = created["ContactId"]!.DeepClone() } }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("[I:14]", created["UserDefinedFields"]!["SuperOffice:83"]!.GetValue<string>());
        Assert.Equal("CONN", created["CreatedBy"]!["Name"]!.GetValue<string>());
        Assert.Equal("Neue Firma", person["Contact"]!["Name"]!.GetValue<string>());
    }

    [Fact]
    public async Task PersonOfNoContact_IsRefused()
    {
        using var response = await PostAsync("/Person", new JsonObject { ["Lastname"] = "Niemand" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Delete_MarksTheContactAndHidesThePerson()
    {
        var (contactId, personId) = await rest.Sandbox.CreateAsync("Bald weg GmbH");

        using var deletedPerson = await rest.Client.DeleteAsync($"{SandboxHost.Api}/Person/{personId}", Cancellation);
        using var deletedContact = await rest.Client.DeleteAsync($"{SandboxHost.Api}/Contact/{contactId}", Cancellation);
        using var again = await rest.Client.DeleteAsync($"{SandboxHost.Api}/Contact/{contactId}", Cancellation);
        using var person = await rest.GetAsync($"/Person/{personId}");
        var contact = await rest.JsonAsync($"/Contact/{contactId}");

        Assert.Equal(HttpStatusCode.NoContent, deletedPerson.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, deletedContact.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, person.StatusCode);
        Assert.Equal(1, contact["Deleted"]!.GetValue<int>());
    }

    [Fact]
    public async Task IfModifiedSince_TheLastChange_Answers304()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SandboxHost.Api + "/Contact/3");
        request.Headers.IfModifiedSince = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        using var older = new HttpRequestMessage(HttpMethod.Get, SandboxHost.Api + "/Contact/3");
        older.Headers.IfModifiedSince = new DateTimeOffset(2026, 1, 5, 7, 59, 59, TimeSpan.Zero);

        using var unchanged = await rest.Client.SendAsync(request, Cancellation);
        using var changed = await rest.Client.SendAsync(older, Cancellation);

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task ApiFaults_AnswerTheirStatusAndRetryAfter()
    {
        async Task<HttpResponseMessage> WithAsync(object faults)
        {
            await rest.Sandbox.TurnAsync(faults);
            return await rest.GetAsync("/Contact/1");
        }

        using var throttled = await WithAsync(new { api = "TooManyRequests", retryAfterSeconds = 7 });
        using var failing = await WithAsync(new { api = "ServerError" });
        using var away = await WithAsync(new { api = "Normal", tenantState = "OfflineMaintenance" });
        using var up = await WithAsync(new { tenantState = "OnlineMaintenance" });
        await rest.Sandbox.SendAsync(HttpMethod.Delete, "/sandbox/faults");

        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), throttled.Headers.RetryAfter!.Delta);
        Assert.Equal("text/html", failing.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Equal(HttpStatusCode.OK, up.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string resource, JsonNode body) => rest.Client.PostAsync(
        SandboxHost.Api + resource, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), Cancellation);
}
