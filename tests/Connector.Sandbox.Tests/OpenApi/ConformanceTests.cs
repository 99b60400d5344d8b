using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Connector.Testing.OpenApi;

namespace Connector.Sandbox.Tests.OpenApi;

/// <summary>Runs the tenant's operations and holds what went over the wire against SuperOffice's own descriptions.</summary>
public sealed class ConformanceTests(ConformanceFixture rest) : IClassFixture<ConformanceFixture>
{
    private const string Fields = "/Agents/UserDefinedFieldInfo/";

    [Theory]
    [InlineData("Contact", "Name")]
    [InlineData("Person", "Lastname")]
    [InlineData("Sale", "Heading")]
    public Task AnEntitysLife_Conforms(string resource, string name) => ConformsAsync(async () =>
    {
        var blank = await rest.JsonAsync(HttpMethod.Get, $"/{resource}/default");
        blank![name] = "Konform";
        blank["Contact"] = resource == "Contact" ? null : new JsonObject { ["ContactId"] = 1 };
        if (resource == "Contact")
        {
            blank.AsObject().Remove("Contact");
        }

        var created = await rest.JsonAsync(HttpMethod.Post, "/" + resource, blank.ToJsonString());
        var one = $"/{resource}/{created![resource + "Id"]}";
        var entity = await rest.JsonAsync(HttpMethod.Get, one);
        entity!.AsObject().Remove("_Links");
        await rest.JsonAsync(HttpMethod.Put, one, entity.ToJsonString());
        await rest.JsonAsync(HttpMethod.Get, one + "?$select=CustomFields");
        await rest.SendAsync(HttpMethod.Get, one, headers: headers => headers.IfModifiedSince = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await rest.SendAsync(HttpMethod.Put, one, entity.ToJsonString(), headers => headers.IfUnmodifiedSince = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await rest.SendAsync(HttpMethod.Put, one);
        await rest.SendAsync(HttpMethod.Delete, one);
        await rest.SendAsync(HttpMethod.Get, $"/{resource}/99999");
    });

    [Theory]
    [InlineData("/Contact/1")]
    [InlineData("/Person/1")]
    [InlineData("/Sale/1")]
    [InlineData("/Contact?$select=contactId,name,contactUdef/SuperOffice:83&$orderby=name&$top=2")]
    [InlineData("/Person?$filter=contactId eq 1")]
    [InlineData("/Sale?$skip=1")]
    [InlineData("/Archive/internalusers?$select=associateDbId,fullName,personId")]
    [InlineData("/Archive/FindContact?$filter=contactId le 3")]
    [InlineData("/Contact/UdefLayout")]
    [InlineData("/Person/UdefLayout/Published")]
    [InlineData("/Sale/UdefLayout/Published/SuperOffice:1")]
    [InlineData("/Contact/UdefLayout/SuperOffice:91")]
    [InlineData("/Contact/CustomField")]
    [InlineData("/Sale/CustomField/SuperOffice:2")]
    [InlineData("/MDOList/udlist108")]
    [InlineData("/MDOList/udlist?additional=108")]
    [InlineData("/MDOList/associate")]
    [InlineData("/MDOList/udlist331")]
    [InlineData("/List")]
    [InlineData("/List/108")]
    [InlineData("/List/108/Items?includeDeleted=true")]
    [InlineData("/List/Vertical/Items")]
    [InlineData("/List/331")]
    [InlineData("/User/currentPrincipal")]
    [InlineData("/User/currentAssociate")]
    public Task ARead_Conforms(string resource) => ConformsAsync(() => rest.SendAsync(HttpMethod.Get, resource));

    [Theory]
    [InlineData("/List/108/Items", """{"Name":"Neu","Tooltip":"Neuer Eintrag"}""")]
    [InlineData(Fields + "GetPublishedUserDefinedFieldList", """{"OwnerType":"Contact"}""")]
    [InlineData(Fields + "GetUserDefinedFieldList", """{"OwnerType":"Sale"}""")]
    [InlineData(Fields + "GetPublishedUserDefinedFieldFromProgId", """{"ProgId":"SuperOffice:83","OwnerType":"Contact"}""")]
    [InlineData(Fields + "GetUserDefinedFieldFromProgId", """{"ProgId":"SuperOffice:999","OwnerType":"Contact"}""")]
    [InlineData("/Agents/MDO/GetList", """{"Name":"udlist108","ForceFlatList":true,"AdditionalInfo":"","OnlyHistory":false}""")]
    [InlineData("/Agents/Associate/GetAssociate?associateId=12", null)]
    [InlineData("/Agents/Associate/GetAssociate?associateId=999", null)]
    [InlineData("/Agents/Associate/GetAssociateList", "[11,12]")]
    [InlineData("/Contact/35/MergeTo/36?mergeIdenticalPersons=false", null)]
    [InlineData("/Person/59/MergeTo/60?moveAfterDate=2026-01-01&deleteSource=true", null)]
    public Task ACall_Conforms(string resource, string? body) => ConformsAsync(() => rest.SendAsync(HttpMethod.Post, resource, body));

    private async Task ConformsAsync(Func<Task> calls)
    {
        Assert.SkipUnless(ApiDescriptions.Folder is not null, ApiDescriptions.WhyAbsent);
        var before = rest.Log.Exchanges.Count;

        await calls();

        Assert.True(rest.Log.Exchanges.Count > before);
        Assert.Empty(await rest.Log.ViolationsAsync(before));
    }
}

/// <summary>A sandbox, and a client of its API that records.</summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    private readonly SandboxHost _sandbox = new();
    private HttpClient _client = null!;

    public ApiLog Log { get; } = new();

    public async ValueTask InitializeAsync() => _client = await _sandbox.LoginAsync(new OpenApiRecorder(Log));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string resource, string? body = null, Action<HttpRequestHeaders>? headers = null)
    {
        var request = new HttpRequestMessage(method, SandboxHost.Api + resource)
        {
            Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        headers?.Invoke(request.Headers);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonNode?> JsonAsync(HttpMethod method, string resource, string? body = null)
    {
        using var response = await SendAsync(method, resource, body);
        Assert.True(response.IsSuccessStatusCode, $"{method} {resource}: {(int)response.StatusCode}");
        return await SandboxHost.JsonAsync(response);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _sandbox.Dispose();
        return ValueTask.CompletedTask;
    }
}
