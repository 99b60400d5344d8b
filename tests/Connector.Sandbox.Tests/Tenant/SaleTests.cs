using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class SaleTests(RestFixture rest) : IClassFixture<RestFixture>
{
    private const string Body = """
        {"Heading":"Neue Anlage","Amount":1250.5,"Saledate":"2026-06-01T00:00:00","Status":"Open","Contact":{"ContactId":1},"Person":{"PersonId":1},
         "SaleText":"Angebot folgt","CustomFields":{"SuperOffice:2":"[F:12.5]"}}
        """;

    [Fact]
    public async Task ASale_IsCreatedChangedAndDeleted_WithItsEvents()
    {
        var before = await EventsAsync();
        using var posted = await rest.SendAsync(HttpMethod.Post, "/Sale", Body);
        var sale = await SandboxHost.JsonAsync(posted);
        var resource = $"/Sale/{sale["SaleId"]}";
        using var patched = await rest.PatchAsync(resource, """[{"op":"replace","path":"Status","value":"Sold"},{"op":"replace","path":"Amount","value":99}]""");
        var changed = await SandboxHost.JsonAsync(patched);
        using var deleted = await rest.SendAsync(HttpMethod.Delete, resource);
        using var gone = await rest.GetAsync(resource);
        var after = await EventsAsync();

        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal("Neue Anlage", sale["Heading"]!.GetValue<string>());
        Assert.Equal(1250.5m, sale["Amount"]!.GetValue<decimal>());
        Assert.Equal("2026-06-01T00:00:00", sale["Saledate"]!.GetValue<string>());
        Assert.Equal("Jens Brandt", sale["Person"]!["FullName"]!.GetValue<string>());
        Assert.Equal("[F:12.5]", sale["CustomFields"]!["SuperOffice:2"]!.GetValue<string>());
        Assert.Equal("Completed", changed["Completed"]!.GetValue<string>());
        Assert.Equal("Angebot folgt", changed["SaleText"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.All(["sale.created", "sale.changed", "sale.deleted"], name => Assert.Equal(1, Count(after, name) - Count(before, name)));
    }

    [Theory]
    [InlineData("""{"Contact":{"ContactId":99999}}""")]
    [InlineData("""{"Person":{"PersonId":99999}}""")]
    [InlineData("""{"Status":"Gone"}""")]
    [InlineData("""{"Status":"7"}""")]
    [InlineData("""{"Amount":"much"}""")]
    [InlineData("""{"Saledate":"soon"}""")]
    public async Task WhatASaleCannotBe_Answers400(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await rest.SendAsync(HttpMethod.Post, "/Sale", body)).StatusCode);

    private async Task<JsonNode> EventsAsync() => (await rest.Sandbox.GetAsync("/sandbox/counters"))["events"]!;

    private static int Count(JsonNode events, string name) => events[name]?.GetValue<int>() ?? 0;
}
