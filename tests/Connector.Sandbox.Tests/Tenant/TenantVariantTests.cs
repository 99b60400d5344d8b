using System.Net;

namespace Connector.Sandbox.Tests.Tenant;

/// <summary>The switches for what SuperOffice's sources contradict each other in, or are silent about.</summary>
public sealed class TenantVariantTests(RestFixture rest) : IClassFixture<RestFixture>, IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await rest.Sandbox.SendAsync(HttpMethod.Delete, "/sandbox/faults");

    [Theory]
    [InlineData("None", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("UnmodifiedSince", HttpStatusCode.PreconditionFailed, HttpStatusCode.OK)]
    [InlineData("Test", HttpStatusCode.OK, HttpStatusCode.Conflict)]
    [InlineData("Both", HttpStatusCode.PreconditionFailed, HttpStatusCode.Conflict)]
    public async Task Preconditions_AreHeededAsSwitched(string preconditions, HttpStatusCode dated, HttpStatusCode tested)
    {
        var contact = await rest.ContactAsync();
        await rest.Sandbox.TurnAsync(new { preconditions });

        using var header = await rest.PatchAsync(contact, "{}", headers: headers => headers.IfUnmodifiedSince = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var test = await rest.PatchAsync(contact, """[{"op":"test","path":"Name","value":"Andere"}]""");

        Assert.Equal(dated, header.StatusCode);
        Assert.Equal(tested, test.StatusCode);
    }

    [Fact]
    public async Task WithoutLeafPaths_OnlyTheObjectFormWorks()
    {
        var contact = await rest.ContactAsync();
        await rest.Sandbox.TurnAsync(new { leafFieldPaths = false });

        using var leaf = await rest.PatchAsync(contact, """[{"op":"replace","path":"CustomFields/SuperOffice:84","value":"x"}]""");
        using var form = await rest.PatchAsync(contact, """[{"op":"replace","path":"CustomFields","value":{"SuperOffice:84":"x"}}]""");

        Assert.Equal(HttpStatusCode.BadRequest, leaf.StatusCode);
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
    }

    [Fact]
    public async Task PlainNumbers_AreWithoutMarker_ListItemsAreNot()
    {
        var contact = await rest.ContactAsync();
        await rest.PatchAsync(contact, """{"CustomFields":{"SuperOffice:83":"14","SuperOffice:90":"250"}}""");
        await rest.Sandbox.TurnAsync(new { plainNumbers = true });

        foreach (var fields in new[] { "CustomFields", "UserDefinedFields" })
        {
            var shown = (await rest.JsonAsync(contact))[fields]!;
            Assert.Equal("250", shown["SuperOffice:90"]!.GetValue<string>());
            Assert.Equal("[I:14]", shown["SuperOffice:83"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task AnOldTenant_FillsOnlyUserDefinedFields()
    {
        var contact = await rest.ContactAsync();
        await rest.Sandbox.TurnAsync(new { customFields = false });

        using var patched = await rest.PatchAsync(contact, """{"CustomFields":{"SuperOffice:84":"x"}}""");
        var entity = await SandboxHost.JsonAsync(patched);

        Assert.Empty(entity["CustomFields"]!.AsObject());
        Assert.Equal("x", entity["UserDefinedFields"]!["SuperOffice:84"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/MDOList/udlist108")]
    [InlineData("/MDOList/udlist?additional=108")]
    [InlineData("/List/108")]
    [InlineData("/List/108/Items")]
    [InlineData("/List/Vertical/Items")]
    public async Task AMissingList_Is404WhateverAskedBy(string resource)
    {
        Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync(resource)).StatusCode);
        await rest.Sandbox.TurnAsync(new { missingListId = 108 });

        Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync(resource)).StatusCode);
        Assert.Empty((await rest.JsonAsync("/List")).AsArray());
        using var agent = await rest.SendAsync(HttpMethod.Post, "/Agents/MDO/GetList", """{"Name":"udlist108"}""");
        Assert.Equal("null", await agent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true, "Read, UIHintReadOnly")]
    [InlineData(false, null)]
    public async Task AnUnwritableField_IsReadAsBefore_AndChangedByNobody(bool tableRights, string? mask)
    {
        var contact = await rest.ContactAsync();
        await rest.Sandbox.TurnAsync(new { unwritableFields = new[] { $"contact:{contact[(contact.LastIndexOf('/') + 1)..]} SuperOffice:84" }, tableRights });

        Assert.Equal(mask, (await rest.JsonAsync(contact))["FieldProperties"]!["UserDefinedFields.SuperOffice:84"]?["FieldRight"]!["Mask"]!.GetValue<string>());
        using var patch = await rest.PatchAsync(contact, """{"CustomFields":{"SuperOffice:84":"text"}}""");
        using var other = await rest.PatchAsync(contact, """{"CustomFields":{"SuperOffice:85":"text"}}""");
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.OK], [patch.StatusCode, other.StatusCode]);
    }

    [Theory]
    [InlineData(true, "Select, Filtering")]
    [InlineData(false, "Full")]
    public async Task AnUnwritableRecord_IsReadAsBefore_AndChangedByNobody(bool tableRights, string mask)
    {
        var contact = await rest.ContactAsync();
        var other = await rest.ContactAsync();
        await rest.Sandbox.TurnAsync(new { unwritable = new[] { $"contact:{contact[(contact.LastIndexOf('/') + 1)..]}" }, tableRights });

        Assert.Equal(mask, (await rest.JsonAsync(contact))["TableRight"]!["Mask"]!.GetValue<string>());
        Assert.Equal("Full", (await rest.JsonAsync(other))["TableRight"]!["Mask"]!.GetValue<string>());
        using var patch = await rest.PatchAsync(contact, "{}");
        using var delete = await rest.SendAsync(HttpMethod.Delete, contact);
        using var allowed = await rest.PatchAsync(other, "{}");
        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK], [patch.StatusCode, delete.StatusCode, allowed.StatusCode]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMissingField_IsNowhere_AndASaveOfIt400_WhichMayOrMayNotSayWhy(bool explainsRefusals)
    {
        var contact = await rest.ContactAsync();
        await rest.Sandbox.TurnAsync(new { missingField = "SuperOffice:84", explainsRefusals });

        Assert.DoesNotContain(
            (await rest.JsonAsync("/Contact/UdefLayout/Published")).AsArray(), field => field!["ProgId"]!.GetValue<string>() == "SuperOffice:84");
        Assert.Null((await rest.JsonAsync(contact))["CustomFields"]!["SuperOffice:84"]);
        using var patch = await rest.PatchAsync(contact, """[{"op":"replace","path":"CustomFields","value":{"SuperOffice:84":"x"}}]""");
        Assert.Equal(HttpStatusCode.BadRequest, patch.StatusCode);
        Assert.Equal(explainsRefusals, (await patch.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("CustomFields", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Searches_HaveTheSwitchedHabits()
    {
        await rest.Sandbox.TurnAsync(new { pageSize = 3, numericPrimaryKeys = true, orEqualOperators = true });

        var page = await rest.JsonAsync("/Contact?$filter=contactId ge 10 and contactId le 14&$orderby=contactId");

        Assert.Equal([10, 11, 12], page["value"]!.AsArray().Select(row => row!["PrimaryKey"]!.GetValue<int>()));
        Assert.Contains("$skip=3", Uri.UnescapeDataString(page["odata.nextLink"]!.GetValue<string>()));
    }
}
