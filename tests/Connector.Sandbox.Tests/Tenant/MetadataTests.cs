using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class MetadataTests(RestFixture rest) : IClassFixture<RestFixture>
{
    [Fact]
    public async Task PublishedLayout_LeadsFromTheProgIdToTheList()
    {
        var vertical = (await rest.JsonAsync("/Contact/UdefLayout/Published")).AsArray()
            .Single(field => field!["ProgId"]!.GetValue<string>() == "SuperOffice:83")!;

        Assert.Equal("List", vertical["FieldType"]!.GetValue<string>());
        Assert.Equal("Contact", vertical["Type"]!.GetValue<string>());
        Assert.Equal(136, vertical["ListTableId"]!.GetValue<int>());
        Assert.Equal(108, vertical["UDListDefinitionId"]!.GetValue<int>());
        Assert.Equal("udlist108", vertical["MdoListName"]!.GetValue<string>());
    }

    [Fact]
    public async Task PersonLayout_HasItsTexts()
    {
        var fields = (await rest.JsonAsync("/Person/UdefLayout/Published")).AsArray();

        Assert.Equal(
            ["ShortText", "ShortText", "LongText", "LongText", "Date", "ShortText"], fields.Select(field => field!["FieldType"]!.GetValue<string>()));
        Assert.Equal(199, fields[0]!["TextLength"]!.GetValue<int>());
    }

    [Fact]
    public async Task OneField_IsFoundByProgIdAndByLabel_OrIs404()
    {
        Assert.Equal("Summary", (await rest.JsonAsync("/Contact/UdefLayout/Published/SuperOffice:84"))["FieldLabel"]!.GetValue<string>());
        Assert.Equal("SuperOffice:84", (await rest.JsonAsync("/Contact/UdefLayout/Published/Summary"))["ProgId"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync("/Contact/UdefLayout/Published/Nothing")).StatusCode);
    }

    [Theory]
    [InlineData("/MDOList/udlist108")]
    [InlineData("/MDOList/udlist?additional=108")]
    [InlineData("/List/108/Items")]
    [InlineData("/List/Vertical/Items")]
    public async Task EveryDocumentedRoute_AnswersTheItems(string route)
    {
        var items = (await rest.JsonAsync(route)).AsArray();

        var hospitals = items.Single(item => item!["Id"]!.GetValue<int>() == 14)!;
        Assert.Equal("Healthcare – Hospitals", hospitals["Name"]!.GetValue<string>());
        Assert.False(hospitals["Deleted"]!.GetValue<bool>());
        Assert.Contains(items, item => item!["Deleted"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("/MDOList/udlist331")]
    [InlineData("/MDOList/udlist?additional=331")]
    [InlineData("/MDOList/udlist")]
    [InlineData("/List/331/Items")]
    [InlineData("/List/udlist331/Items")]
    [InlineData("/List/udlist108/Items")]
    [InlineData("/List/331")]
    [InlineData("/Associate/Me")]
    [InlineData("/Associate/11")]
    [InlineData("/NoSuchResource")]
    public async Task UnknownListsAndResources_Answer404InTheDocumentedForm(string route)
    {
        using var response = await rest.GetAsync(route);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.True((await SandboxHost.JsonAsync(response))["Error"]!.GetValue<bool>());
    }

    [Fact]
    public async Task TheDraft_HasAFieldThatIsNotPublished()
    {
        var draft = (await rest.JsonAsync("/Contact/UdefLayout")).AsArray();
        var published = (await rest.JsonAsync("/Contact/UdefLayout/Published")).AsArray();

        var more = Assert.Single(draft, field => !published.Any(other => $"{other!["ProgId"]}" == $"{field!["ProgId"]}"))!;
        Assert.False(more["HasBeenPublished"]!.GetValue<bool>());
        Assert.NotEqual($"{draft[0]!["UDefFieldId"]}", $"{published[0]!["UDefFieldId"]}");
        Assert.Equal($"{draft[0]!["UdefIdentity"]}", $"{published[0]!["UdefIdentity"]}");
        Assert.Equal(HttpStatusCode.BadRequest, (await rest.PatchAsync("/Contact/1", """{"CustomFields":{"SuperOffice:91":"True"}}""")).StatusCode);
    }

    [Fact]
    public async Task CustomFields_AreDescribedWithTypesOfTheirOwn()
    {
        Assert.Equal("MdoList", (await rest.JsonAsync("/Contact/CustomField/SuperOffice:83"))["FieldType"]!.GetValue<string>());
        Assert.Equal(8, (await rest.JsonAsync("/Contact/CustomField")).AsArray().Count);
        Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync("/Contact/CustomField/SuperOffice:91")).StatusCode);
    }

    [Fact]
    public async Task ANewItem_CanBeWrittenAndIsGoneAfterAReset()
    {
        using var sandbox = new SandboxHost();
        using var client = await sandbox.LoginAsync();
        var cancellation = TestContext.Current.CancellationToken;

        using var response = await client.PostAsync(SandboxHost.Api + "/List/108/Items", new StringContent("""{"Name":"Raumfahrt"}"""), cancellation);
        var item = await SandboxHost.JsonAsync(response);
        using var patched = await client.PatchAsync(
            SandboxHost.Api + "/Contact/1", new StringContent($$$"""{"CustomFields":{"SuperOffice:83":"{{{item["Id"]}}}"}}""", null, "application/json"), cancellation);
        await sandbox.SendAsync(HttpMethod.Post, "/sandbox/reset");
        using var after = await client.GetAsync(SandboxHost.Api + "/List/108/Items", cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Raumfahrt", (await SandboxHost.JsonAsync(patched))["CustomFields"]!["SuperOffice:83:DisplayText"]!.GetValue<string>());
        Assert.DoesNotContain((await SandboxHost.JsonAsync(after)).AsArray(), one => $"{one!["Name"]}" == "Raumfahrt");
    }

    [Fact]
    public async Task CurrentPrincipal_IsTheConnectorsAssociate()
    {
        var principal = await rest.JsonAsync("/User/currentPrincipal");

        Assert.Equal(77, principal["AssociateId"]!.GetValue<int>());
        Assert.Equal("CONN", principal["Associate"]!.GetValue<string>());
        Assert.Equal("Cust10001", principal["DatabaseContextIdentifier"]!.GetValue<string>());
        Assert.Equal(77, (await rest.JsonAsync("/User/currentAssociate"))["AssociateId"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Forbidden, (await rest.GetAsync("/User/current")).StatusCode);
    }

    [Fact]
    public async Task OwnCompany_IsThePrincipals_AndItsPersonsAreUsers()
    {
        var own = (await rest.JsonAsync("/User/currentPrincipal"))["ContactId"]!.GetValue<int>();

        Assert.True((await rest.JsonAsync($"/Contact/{own}/Simple"))["IsOwnerContact"]!.GetValue<bool>());
        Assert.False((await rest.JsonAsync("/Contact/1/Simple"))["IsOwnerContact"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync("/Contact/999999/Simple")).StatusCode);
        foreach (var person in (await rest.JsonAsync($"/Contact/{own}"))["Persons"]!.AsArray())
        {
            Assert.True((await rest.JsonAsync($"/Person/{person!["PersonId"]}"))["IsAssociate"]!.GetValue<bool>());
        }

        Assert.False((await rest.JsonAsync("/Person/1"))["IsAssociate"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Seeds_AreAFewDozenAndDeterministic()
    {
        using var other = new SandboxHost();
        var (ours, theirs) = ((await rest.Sandbox.GetAsync("/sandbox/contacts")).AsArray(), (await other.GetAsync("/sandbox/contacts")).AsArray());

        Assert.Equal(37, theirs.Count);
        Assert.True(JsonNode.DeepEquals(ours[0], theirs[0]));
        Assert.Equal(63, (await other.GetAsync("/sandbox/persons")).AsArray().Count);
        Assert.Empty((await other.GetAsync("/sandbox/counters"))["events"]!.AsObject());
    }
}
