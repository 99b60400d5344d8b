using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class PatchTests(RestFixture rest) : IClassFixture<RestFixture>
{
    [Theory]
    [InlineData("""[{"op":"replace","path":"CustomFields","value":{"SuperOffice:84":"neu"}}]""")]
    [InlineData("""[{"op":"replace","path":"/CustomFields","value":{"SuperOffice:84":"neu"}}]""")]
    [InlineData("""[{"op":"add","path":"customfields","value":{"SuperOffice:84":"neu"}}]""")]
    [InlineData("""[{"op":"replace","path":"CustomFields/SuperOffice:84","value":"neu"}]""")]
    [InlineData("""[{"op":"add","path":"/userdefinedfields/SuperOffice:84","value":"neu"}]""")]
    [InlineData("""[{"op":"replace","path":"UserDefinedFields","value":{"SuperOffice:84":"neu"}}]""")]
    [InlineData("""{"CustomFields":{"SuperOffice:84":"neu"}}""")]
    public async Task EveryForm_SetsTheFieldAndLeavesTheOthersAlone(string patch)
    {
        var contact = await rest.ContactAsync();
        await rest.PatchAsync(contact, """[{"op":"replace","path":"CustomFields","value":{"SuperOffice:85":"bleibt"}}]""");

        using var response = await rest.PatchAsync(contact, patch);
        var fields = (await SandboxHost.JsonAsync(response))["CustomFields"]!;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("neu", fields["SuperOffice:84"]!.GetValue<string>());
        Assert.Equal("bleibt", fields["SuperOffice:85"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("application/json-patch+json", """[{"op":"replace","path":"Department","value":"West"}]""")]
    [InlineData("application/merge-patch+json", """{"department":"West"}""")]
    public async Task BothPatchMediaTypes_AreAccepted(string type, string patch)
    {
        using var response = await rest.PatchAsync(await rest.ContactAsync(), patch, type);

        Assert.Equal("West", (await SandboxHost.JsonAsync(response))["Department"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SuperOffice:83", "[I:14]", "[I:14]")]
    [InlineData("SuperOffice:83", "14", "[I:14]")]
    [InlineData("SuperOffice:83", "[I:0]", "[I:0]")]
    [InlineData("SuperOffice:87", "[D:03/02/2026]", "[D:03/02/2026]")]
    [InlineData("SuperOffice:87", "[D:03/02/2026 09:14:33.0000000]", "[D:03/02/2026]")]
    [InlineData("SuperOffice:87", "2026-03-02", "[D:03/02/2026]")]
    [InlineData("SuperOffice:87", "[DT:03/02/2026 09:14:33]", "[D:03/02/2026]")]
    [InlineData("SuperOffice:89", "true", "True")]
    [InlineData("SuperOffice:90", "250", "[I:250]")]
    [InlineData("SuperOffice:84", "[I:5]", "[I:5]")]
    [InlineData("SuperOffice:84", "Grüße  \n", "Grüße")]
    public async Task Values_AreTakenEncodedAndPlain_AndAnsweredEncoded(string progId, string input, string wire)
    {
        using var response = await rest.PatchAsync(await rest.ContactAsync(), Set(progId, input));

        Assert.Equal(wire, (await SandboxHost.JsonAsync(response))["CustomFields"]![progId]!.GetValue<string>());
    }

    [Fact]
    public async Task ListItem_ShowsItsText()
    {
        using var response = await rest.PatchAsync(await rest.ContactAsync(), Set("SuperOffice:83", "14"));
        var fields = (await SandboxHost.JsonAsync(response))["UserDefinedFields"]!;

        Assert.Equal("Healthcare – Hospitals", fields["SuperOffice:83:DisplayText"]!.GetValue<string>());
        Assert.Equal("", fields["SuperOffice:83:DisplayTooltip"]!.GetValue<string>());
    }

    [Fact]
    public async Task ShortText_IsCutAtItsLength()
    {
        using var response = await rest.PatchAsync(await rest.ContactAsync(), Set("SuperOffice:88", new string('x', 250)));

        Assert.Equal(199, (await SandboxHost.JsonAsync(response))["CustomFields"]!["SuperOffice:88"]!.GetValue<string>().Length);
    }

    [Theory]
    [InlineData("SuperOffice:83", "[I:999]")]
    [InlineData("SuperOffice:83", "[I:27]")]
    [InlineData("SuperOffice:83", "Logistics")]
    [InlineData("SuperOffice:87", "02.03.2026")]
    [InlineData("SuperOffice:87", "[D:13/13/2026]")]
    [InlineData("SuperOffice:89", "maybe")]
    [InlineData("SuperOffice:90", "many")]
    [InlineData("SuperOffice:999", "x")]
    [InlineData("superoffice:84", "x")]
    public async Task UnfitValuesAndUnknownFields_AreRefusedAndChangeNothing(string progId, string input)
    {
        var contact = await rest.ContactAsync();
        var before = await rest.JsonAsync(contact);

        using var response = await rest.PatchAsync(contact, Set(progId, input));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(JsonNode.DeepEquals(before, await rest.JsonAsync(contact)));
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"CustomFields/SuperOffice:84"}""")]
    [InlineData("""{"op":"replace","path":"CustomFields/SuperOffice:84","value":null}""")]
    [InlineData("""{"op":"replace","path":"CustomFields","value":{"SuperOffice:84":""}}""")]
    public async Task AField_CanBeCleared(string operation)
    {
        var contact = await rest.ContactAsync();
        await rest.PatchAsync(contact, Set("SuperOffice:84", "weg"));

        using var response = await rest.PatchAsync(contact, $"[{operation}]");

        Assert.Equal("", (await SandboxHost.JsonAsync(response))["CustomFields"]!["SuperOffice:84"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("CustomFields/SuperOffice:83", "\"[I:14]\"", true)]
    [InlineData("CustomFields/SuperOffice:83", "\"14\"", true)]
    [InlineData("CustomFields/SuperOffice:83", "\"[I:15]\"", false)]
    [InlineData("CustomFields/SuperOffice:83", "null", false)]
    [InlineData("CustomFields/SuperOffice:84", "null", true)]
    [InlineData("CustomFields/SuperOffice:84", "\"\"", true)]
    [InlineData("CustomFields/SuperOffice:84", "\"x\"", false)]
    [InlineData("CustomFields", """{"SuperOffice:83":"[I:14]","SuperOffice:84":""}""", true)]
    [InlineData("CustomFields", """{"SuperOffice:83":"[I:14]","SuperOffice:84":"x"}""", false)]
    [InlineData("/name", "\"Testfirma\"", true)]
    [InlineData("/name", "\"Andere\"", false)]
    public async Task Test_PassesOrAnswers409AndChangesNothing(string path, string value, bool passes)
    {
        var contact = await rest.ContactAsync();
        await rest.PatchAsync(contact, Set("SuperOffice:83", "14"));

        using var response = await rest.PatchAsync(
            contact, $$"""[{"op":"replace","path":"CustomFields/SuperOffice:85","value":"neu"},{"op":"test","path":"{{path}}","value":{{value}}}]""");
        var now = (await rest.JsonAsync(contact))["CustomFields"]!["SuperOffice:85"]!.GetValue<string>();

        Assert.Equal(passes ? HttpStatusCode.OK : HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(passes ? "neu" : "", now);
    }

    [Theory]
    [InlineData("""[{"op":"move","path":"Name","from":"Department"}]""")]
    [InlineData("""[{"op":"copy","path":"Name","from":"Department"}]""")]
    [InlineData("""[{"op":"replace","path":"NoSuchMember","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"Phones/7","value":{"Value":"1"}}]""")]
    [InlineData("""[{"op":"remove","path":"CustomFields"}]""")]
    [InlineData("""[{"path":"Name","value":"x"}]""")]
    [InlineData("""["replace"]""")]
    [InlineData("\"Name\"")]
    [InlineData("""[{"op":"replace","path":"Name","value":{"a":1}}]""")]
    [InlineData("""[{"op":"replace","path":"Urls","value":"www"}]""")]
    public async Task WhatIsNoPatch_Answers400InTheDocumentedForm(string patch)
    {
        using var response = await rest.PatchAsync("/Contact/5", patch);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await SandboxHost.JsonAsync(response))["Error"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("")]
    public async Task WhatIsNoJson_Answers400InTheFormOfBindingErrors(string patch)
    {
        using var response = await rest.PatchAsync("/Contact/5", patch);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["Message", "MessageDetail"], (await SandboxHost.JsonAsync(response)).AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task AnotherMediaType_Answers415()
    {
        using var response = await rest.PatchAsync("/Contact/5", "[]", "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Arrays_AppendAndReplace()
    {
        var contact = await rest.ContactAsync();
        await rest.PatchAsync(contact, """[{"op":"add","path":"/Phones/-","value":{"Value":"1"}},{"op":"add","path":"/phones/-","value":{"Value":"2"}}]""");
        var merged = await SandboxHost.JsonAsync(await rest.PatchAsync(contact, """{"Phones":{"Value":"3"}}"""));
        var replaced = await SandboxHost.JsonAsync(await rest.PatchAsync(contact, """{"Phones":[{"Value":"4"}]}"""));

        Assert.Equal(["1", "2", "3"], merged["Phones"]!.AsArray().Select(phone => phone!["Value"]!.GetValue<string>()));
        Assert.Equal("4", Assert.Single(replaced["Phones"]!.AsArray())!["Value"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"Associate","value":{"AssociateId":13}}]""")]
    [InlineData("""[{"op":"replace","path":"Associate/AssociateId","value":"13"}]""")]
    [InlineData("""{"Associate":{"AssociateId":13}}""")]
    public async Task References_AreSetById(string patch)
    {
        using var response = await rest.PatchAsync(await rest.ContactAsync(), patch);

        Assert.Equal("CARLA", (await SandboxHost.JsonAsync(response))["Associate"]!["Name"]!.GetValue<string>());
    }

    [Fact]
    public async Task IfUnmodifiedSince_WithAnOlderDate_Answers412AndChangesNothing()
    {
        var contact = await rest.ContactAsync();
        var updated = DateTimeOffset.Parse((await rest.JsonAsync(contact))["UpdatedDate"]!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        using var stale = await rest.PatchAsync(contact, Set("SuperOffice:84", "alt"), headers: headers => headers.IfUnmodifiedSince = updated.AddSeconds(-1));
        using var fresh = await rest.PatchAsync(contact, Set("SuperOffice:85", "neu"), headers: headers => headers.IfUnmodifiedSince = updated);
        var fields = (await rest.JsonAsync(contact))["CustomFields"]!;

        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
        Assert.Equal("", fields["SuperOffice:84"]!.GetValue<string>());
        Assert.Equal("neu", fields["SuperOffice:85"]!.GetValue<string>());
    }

    [Fact]
    public async Task MissingEntity_Answers404()
    {
        using var response = await rest.PatchAsync("/Person/99999", Set("SuperOffice:20", "x"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static string Set(string progId, string value) => new JsonArray(new JsonObject
    {
        ["op"] = "replace",
        ["path"] = "CustomFields",
        ["value"] = new JsonObject { [progId] = value },
    }).ToJsonString();
}
