using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

public sealed class SearchTests(RestFixture rest) : IClassFixture<RestFixture>
{
    [Theory]
    [InlineData("contactId eq 3", "3")]
    [InlineData("contactId = 3", "3")]
    [InlineData("contactId=3", "3")]
    [InlineData("contactId gt 2 and contactId lt 5", "3,4")]
    [InlineData("contactId in (1,7, 36) AND contactId ne 7", "1,36")]
    [InlineData("contactId between (3,5)", "3,4,5")]
    [InlineData("contactId lt 4 and contactId notOneOf (1,3)", "2")]
    [InlineData("contactId lt 7 and associateId associateIsOneOf (11)", "3,6")]
    [InlineData("contactId lt 4 and name isNot 'Nordwind Anlagenbau AG'", "1,2")]
    [InlineData("contactId lt 4 and name notBegins 'Brandt'", "2,3")]
    [InlineData("contactId lt 4 and name notContains 'technik'", "1,3")]
    [InlineData("contactId lt 4 and registeredDate between ('2026-01-05','2026-01-05')", "1,2,3")]
    [InlineData("contactId lt 4 and registeredDate between ('2026-01-06','2026-02-05')", "")]
    [InlineData("name begins 'Brandt'", "1")]
    [InlineData("name contains 'software'", "25")]
    [InlineData("name is 'Stadtwerke Rosenau'", "19")]
    [InlineData(@"name is 'D\'Or'", "")]
    [InlineData("contactId lt 4 and registeredDate after '2026-01-04'", "1,2,3")]
    [InlineData("contactId lt 4 and registeredDate after '2026-01-05'", "")]
    [InlineData("contactId lt 4 and registeredDate before '2026-01-06'", "1,2,3")]
    [InlineData("contactId lt 4 and updatedDate afterTime '2026-01-05T07:59:59'", "1,2,3")]
    [InlineData("contactId lt 4 and updatedDate afterTime '2026-01-05T08:00:00'", "")]
    [InlineData("contactId lt 4 and updatedDate beforeTime '2026-01-05T08:00:01Z'", "1,2,3")]
    [InlineData("contactId lt 3 and contactUdef/SuperOffice:83 eq 14", "")]
    [InlineData("contactId lt 3 and contactDeleted set false", "1,2")]
    public async Task AFilter_FindsItsRows(string filter, string ids) =>
        Assert.Equal(ids, string.Join(',', (await RowsAsync($"/Contact?$select=contactId&$orderby=contactId&$filter={Uri.EscapeDataString(filter)}")).Select(row => $"{row!["contactId"]}")));

    [Theory]
    [InlineData("$filter=contactId le 5")]
    [InlineData("$filter=contactId ge 5")]
    [InlineData("$filter=contactId gt 5 or contactId lt 2")]
    [InlineData("$filter=(contactId gt 5)")]
    [InlineData("$filter=contactId gt")]
    [InlineData("$filter=contactId in (1,2")]
    [InlineData("$filter=name begins 'x")]
    [InlineData("$filter=name eq 'x'")]
    [InlineData("$filter=contactId eq five")]
    [InlineData("$filter=registeredDate after 'soon'")]
    [InlineData("$filter=startswith(name,'x')")]
    [InlineData("$filter=noSuchColumn eq 1")]
    [InlineData("$select=Name")]
    [InlineData("$orderby=name sideways")]
    [InlineData("$top=-1")]
    [InlineData("$mode=Full")]
    [InlineData("$expand=x")]
    public async Task WhatTheSubsetDoesNotHold_Answers400InTheDocumentedForm(string query)
    {
        using var response = await rest.GetAsync("/Contact?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await SandboxHost.JsonAsync(response))["Error"]!.GetValue<bool>());
    }

    [Fact]
    public async Task AFilterOfManyConditionsOrOfGreatLength_IsRefused()
    {
        using var many = await rest.GetAsync("/Contact?$filter=" + string.Join(" and ", Enumerable.Repeat("contactId gt 0", 21)));
        using var great = await rest.GetAsync($"/Contact?$filter=name is '{new string('x', 4000)}'");

        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, great.StatusCode);
    }

    [Fact]
    public async Task ARow_IsSlim()
    {
        var row = (await RowsAsync("/Contact?$select=name,associateId,registeredDate,contactAssociate/fullName,contactUdef/SuperOffice:83&$filter=contactId eq 1"))[0]!.AsObject();

        Assert.Equal(
            ["PrimaryKey", "EntityName", "name", "associateId", "registeredDate", "contactAssociate/fullName", "contactUdef/SuperOffice:83"], row.Select(column => column.Key));
        Assert.Equal("1", row["PrimaryKey"]!.GetValue<string>());
        Assert.Equal("BERND", row["associateId"]!.GetValue<string>());
        Assert.Equal("2026-01-05T08:00:00", row["registeredDate"]!.GetValue<string>());
        Assert.Equal("", row["contactUdef/SuperOffice:83"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pages_FollowEachOtherToTheEnd()
    {
        List<string> names = [];
        var next = SandboxHost.Api + "/Contact?$select=name&$orderby=name desc&$filter=contactId lt 37&$top=10";
        for (var pages = 0; next is not null; pages++)
        {
            Assert.True(pages < 4);
            var page = await SandboxHost.JsonAsync(await rest.Client.GetAsync(next, TestContext.Current.CancellationToken));
            names.AddRange(page["value"]!.AsArray().Select(row => $"{row!["name"]}"));
            next = page["odata.nextLink"]?.GetValue<string>();
        }

        Assert.Equal(36, names.Distinct().Count());
        Assert.Equal(names.OrderDescending(StringComparer.OrdinalIgnoreCase), names);
    }

    [Fact]
    public async Task Columns_SortOneAfterAnother()
    {
        var rows = await RowsAsync("/Contact?$select=associateId,name&$filter=contactId lt 5&$orderby=associateId desc,name");

        // Owners by id: 13, 12, 12, 11.
        Assert.Equal(
            ["Lindner Zerspanungstechnik KG", "Brandt Maschinenbau GmbH", "Kessler Präzisionswerkzeuge GmbH", "Nordwind Anlagenbau AG"],
            rows.Select(row => row!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("/Person?$select=fullName,title,contactId&$filter=personId eq 1", "fullName", "Jens Brandt")]
    [InlineData("/Archive/Person?$select=contact/name&$filter=personId eq 1", "contact/name", "Brandt Maschinenbau GmbH")]
    [InlineData("/Sale?$select=heading&$filter=saleId eq 1", "heading", "Service contract")]
    [InlineData("/Archive/FindSale?$select=saleStatus&$filter=contactId eq 2", "saleStatus", "Sold")]
    [InlineData("/Archive/Contact?$select=orgnr&$filter=contactId eq 1", "orgnr", "DE810007919")]
    [InlineData("/Archive/internalusers?$select=associateDbId,fullName,personId&$filter=associateDbId eq 12", "fullName", "Bernd Becker")]
    public async Task EveryArchive_Answers(string query, string column, string value) =>
        Assert.Equal(value, Assert.Single(await RowsAsync(query))![column]!.GetValue<string>());

    [Fact]
    public async Task AnUnknownArchive_Answers404() => Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync("/Archive/nothing")).StatusCode);

    [Fact]
    public async Task DeletedRows_AreNotFound()
    {
        var (id, _) = await rest.Sandbox.CreateAsync("Kurzlebig GmbH");
        await rest.SendAsync(HttpMethod.Delete, $"/Contact/{id}");

        Assert.Empty(await RowsAsync($"/Contact?$filter=contactId eq {id}"));
    }

    private async Task<JsonArray> RowsAsync(string query)
    {
        using var response = await rest.GetAsync(query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await SandboxHost.JsonAsync(response))["value"]!.AsArray();
    }

    [Fact]
    public async Task The_dynamic_archive_knows_the_bin_and_the_webhooks_statistics()
    {
        using var host = new SandboxHost();
        using var client = await host.LoginAsync();
        using var deleted = await client.DeleteAsync(new Uri($"{SandboxHost.Api}/Contact/2", UriKind.Relative), TestContext.Current.CancellationToken);

        var bin = await client.GetStringAsync($"{SandboxHost.Api}/Archive/dynamic?$select=contact.contact_id,contact.name&$filter=contact.deleted eq 1", TestContext.Current.CancellationToken);
        var usage = await client.GetStringAsync($"{SandboxHost.Api}/Archive/dynamic?$select=webhook_usage.total_calls", TestContext.Current.CancellationToken);
        using var unknown = await client.GetAsync(new Uri($"{SandboxHost.Api}/Archive/dynamic?$select=nothing.at_all", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("\"contact.contact_id\":2", bin, StringComparison.Ordinal);
        Assert.Contains("\"value\":[]", usage, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, unknown.StatusCode);
    }
}
