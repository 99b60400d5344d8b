using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class MergeTests(RestFixture rest) : IClassFixture<RestFixture>
{
    [Fact]
    public async Task MergedContacts_LeaveOneWithThePersonsAndSalesOfBoth()
    {
        var (source, person) = await rest.Sandbox.CreateAsync("Doppelt GmbH");
        var (destination, _) = await rest.Sandbox.CreateAsync("Doppelt AG");
        await rest.PatchAsync($"/Contact/{source}", """{"Department":"Nord"}""");
        var sale = await SandboxHost.JsonAsync(await rest.SendAsync(HttpMethod.Post, "/Sale", $$$"""{"Heading":"x","Contact":{"ContactId":{{{source}}}}}"""));
        var before = await EventsAsync();

        using var response = await rest.SendAsync(HttpMethod.Post, $"/Contact/{source}/MergeTo/{destination}?replaceEmptyFieldsOnDestination=true");
        var after = await EventsAsync();

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync($"/Contact/{source}")).StatusCode);
        Assert.Equal(destination, (await rest.JsonAsync($"/Person/{person}"))["Contact"]!["ContactId"]!.GetValue<int>());
        Assert.Equal(destination, (await rest.JsonAsync($"/Sale/{sale["SaleId"]}"))["Contact"]!["ContactId"]!.GetValue<int>());
        Assert.Equal("Nord", (await rest.JsonAsync($"/Contact/{destination}"))["Department"]!.GetValue<string>());
        Assert.All(["contact.deleted", "contact.changed", "person.changed", "sale.changed"], name => Assert.Equal(1, Count(after, name) - Count(before, name)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMergedPerson_IsGoneOrRetired(bool deleteSource)
    {
        var (_, source) = await rest.Sandbox.CreateAsync("Person GmbH");
        var (_, destination) = await rest.Sandbox.CreateAsync("Person AG");

        using var response = await rest.SendAsync(
            HttpMethod.Post, $"/Person/{source}/MergeTo/{destination}?moveAfterDate=2026-01-01&deleteSource={(deleteSource ? "true" : "false")}");
        using var person = await rest.GetAsync($"/Person/{source}");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(deleteSource ? HttpStatusCode.NotFound : HttpStatusCode.OK, person.StatusCode);
        Assert.Equal(deleteSource, !person.IsSuccessStatusCode || !(await SandboxHost.JsonAsync(person))["Retired"]!.GetValue<bool>());
    }

    [Fact]
    public async Task IdenticalPersons_BecomeOne()
    {
        var (source, person) = await rest.Sandbox.CreateAsync("Zwilling GmbH");
        var (destination, twin) = await rest.Sandbox.CreateAsync("Zwilling AG");

        await rest.SendAsync(HttpMethod.Post, $"/Contact/{source}/MergeTo/{destination}?mergeIdenticalPersons=true");

        Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync($"/Person/{person}")).StatusCode);
        Assert.Equal(twin, Assert.Single((await rest.JsonAsync($"/Contact/{destination}"))["Persons"]!.AsArray())!["PersonId"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("/Contact/99999/MergeTo/1", HttpStatusCode.NotFound)]
    [InlineData("/Contact/1/MergeTo/99999", HttpStatusCode.NotFound)]
    [InlineData("/Contact/1/MergeTo/1", HttpStatusCode.NotFound)]
    [InlineData("/Person/1/MergeTo/2", HttpStatusCode.BadRequest)]
    public async Task AMergeThatCannotBe_IsRefused(string resource, HttpStatusCode status) =>
        Assert.Equal(status, (await rest.SendAsync(HttpMethod.Post, resource)).StatusCode);

    private async Task<JsonNode> EventsAsync() => (await rest.Sandbox.GetAsync("/sandbox/counters"))["events"]!;

    private static int Count(JsonNode events, string name) => events[name]?.GetValue<int>() ?? 0;
}
