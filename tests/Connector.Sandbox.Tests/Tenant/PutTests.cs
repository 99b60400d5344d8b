using System.Globalization;
using System.Net;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class PutTests(RestFixture rest) : IClassFixture<RestFixture>
{
    [Fact]
    public async Task AnEntityPutBack_IsTheSameButForTheChange()
    {
        var resource = await rest.ContactAsync();
        await rest.PatchAsync(resource, """{"Department":"Ost","CustomFields":{"SuperOffice:83":"14","SuperOffice:84":"alt"}}""");
        var entity = await rest.JsonAsync(resource);
        entity["Name"] = "Umbenannt";
        entity["CustomFields"]!["SuperOffice:84"] = "neu";

        using var response = await rest.SendAsync(HttpMethod.Put, resource, entity.ToJsonString());
        var now = await SandboxHost.JsonAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Umbenannt", now["Name"]!.GetValue<string>());
        Assert.Equal("Ost", now["Department"]!.GetValue<string>());
        Assert.Equal("[I:14]", now["CustomFields"]!["SuperOffice:83"]!.GetValue<string>());
        Assert.Equal("neu", now["UserDefinedFields"]!["SuperOffice:84"]!.GetValue<string>());
        Assert.Equal(entity["CreatedDate"]!.GetValue<string>(), now["CreatedDate"]!.GetValue<string>());
    }

    [Fact]
    public async Task WhatAPutDoesNotMention_IsEmptyAfterwards()
    {
        var resource = await rest.ContactAsync();
        await rest.PatchAsync(resource, """{"Department":"Ost","Phones":[{"Value":"1"}],"CustomFields":{"SuperOffice:84":"alt"}}""");

        using var response = await rest.SendAsync(HttpMethod.Put, resource, """{"Name":"Nur ein Name"}""");
        var now = await SandboxHost.JsonAsync(response);

        Assert.Equal("", now["Department"]!.GetValue<string>());
        Assert.Empty(now["Phones"]!.AsArray());
        Assert.Equal("", now["CustomFields"]!["SuperOffice:84"]!.GetValue<string>());
    }

    [Fact]
    public async Task ASelectedEntity_HasAllMembers_NullButForThoseSelected()
    {
        var whole = await rest.JsonAsync("/Contact/4");
        var selected = await rest.JsonAsync("/Contact/4?$select=name,CustomFields");

        Assert.Equal(whole.AsObject().Select(member => member.Key), selected.AsObject().Select(member => member.Key));
        Assert.Equal(["Name", "CustomFields"], selected.AsObject().Where(member => member.Value is not null).Select(member => member.Key));
    }

    [Fact]
    public async Task NoBody_Answers400_AndAMissingEntity404() =>
        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.NotFound],
            [
                (await rest.SendAsync(HttpMethod.Put, "/Contact/4")).StatusCode,
                (await rest.SendAsync(HttpMethod.Put, "/Contact/99999", "{}")).StatusCode,
            ]);

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task IfUnmodifiedSince_WithAnOlderDate_Answers412(string method)
    {
        var resource = await rest.ContactAsync();
        var updated = DateTimeOffset.Parse((await rest.JsonAsync(resource))["UpdatedDate"]!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        using var response = await rest.SendAsync(new(method), resource, "{}", headers => headers.IfUnmodifiedSince = updated.AddSeconds(-1));

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal("Testfirma", (await rest.JsonAsync(resource))["Name"]!.GetValue<string>());
    }
}
