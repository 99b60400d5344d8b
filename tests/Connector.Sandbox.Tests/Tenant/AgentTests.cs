using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class AgentTests(RestFixture rest) : IClassFixture<RestFixture>
{
    private const string Fields = "/Agents/UserDefinedFieldInfo/";

    [Fact]
    public async Task Lists_OfFieldsAndItems_AreTheSameAsOverRest()
    {
        var fields = await PostAsync(Fields + "GetPublishedUserDefinedFieldList", """{"OwnerType":"Contact"}""");
        var items = await PostAsync("/Agents/MDO/GetList", """{"Name":"udlist108","ForceFlatList":true,"AdditionalInfo":"","OnlyHistory":false}""");

        Assert.True(JsonNode.DeepEquals(await rest.JsonAsync("/Contact/UdefLayout/Published"), fields));
        Assert.True(JsonNode.DeepEquals(await rest.JsonAsync("/MDOList/udlist108"), items));
    }

    [Fact]
    public async Task OneField_IsFoundByItsProgId()
    {
        var field = await PostAsync(Fields + "GetPublishedUserDefinedFieldFromProgId", """{"ProgId":"SuperOffice:20","OwnerType":"Person"}""");

        Assert.Equal("Role", field!["FieldLabel"]!.GetValue<string>());
    }

    [Fact]
    public async Task Associates_AreNamedByTheirIds()
    {
        var one = await PostAsync("/Agents/Associate/GetAssociate?associateId=12", null);
        var some = await PostAsync("/Agents/Associate/GetAssociateList", "[13,11,999]");

        Assert.Equal("Bernd Becker", one!["FullName"]!.GetValue<string>());
        Assert.Equal(["CARLA", "ANNA"], some!.AsArray().Select(associate => associate!["Name"]!.GetValue<string>()));
        Assert.Contains((await rest.JsonAsync("/MDOList/associate")).AsArray(), item => item!["Id"]!.GetValue<int>() == 12);
    }

    [Theory]
    [InlineData("/Agents/Associate/GetAssociate?associateId=999", null)]
    [InlineData("/Agents/MDO/GetList", """{"Name":"udlist331"}""")]
    [InlineData(Fields + "GetPublishedUserDefinedFieldFromProgId", """{"ProgId":"SuperOffice:999","OwnerType":"Person"}""")]
    public async Task WhatIsNotFound_Is200WithNull(string method, string? body) => Assert.Null(await PostAsync(method, body));

    [Theory]
    [InlineData("/Agents/Associate/GetAssociate", null)]
    [InlineData("/Agents/Associate/GetAssociate?associateId=x", null)]
    [InlineData("/Agents/Associate/GetAssociateList", "{}")]
    [InlineData("/Agents/MDO/GetList", "{")]
    [InlineData("/Agents/MDO/GetList", "[]")]
    [InlineData(Fields + "GetPublishedUserDefinedFieldList", """{"OwnerType":"Ship"}""")]
    public async Task WhatIsMalformed_Is400(string method, string? body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await rest.SendAsync(HttpMethod.Post, method, body)).StatusCode);

    [Fact]
    public async Task AGet_OnlyDescribes() => Assert.Equal("POST", (await rest.JsonAsync("/Agents/MDO/GetList"))["HttpMethod"]!.GetValue<string>());

    private async Task<JsonNode?> PostAsync(string method, string? body)
    {
        using var response = await rest.SendAsync(HttpMethod.Post, method, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
