using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connector.SuperOffice.Search;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.AspNetCore.Http;

namespace Connector.SuperOffice.Tests.Search;

public sealed partial class ArchiveSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_row_is_found_once_page_after_page(bool keysAsText)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Page(context, Enumerable.Range(1, 7).Select(n => n * 10), keysAsText);

        var rows = await host.Client.Search.ContactsAsync(
            new ArchiveQuery { Columns = ["name", "contactId", "updatedDate"], PageSize = 3, Filter = ArchiveFilter.Begins("name", "R&D's") }, Token).ToListAsync(Token);

        Assert.Equal([10, 20, 30, 40, 50, 60, 70], rows.Select(row => row.PrimaryKey));
        Assert.Equal(("Company 10", "contact", 10), (rows[0].Text("NAME"), rows[0].EntityName, rows[0].Integer("contactId")));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 14, 33, TimeSpan.Zero), rows[0].Date("updatedDate"));
        Assert.Equal((null, null, ""), (rows[0].Integer("name"), rows[0].Date("name"), rows[0].Text("unheard")));
        Assert.Equal("contact 10", rows[0].ToString());
        Assert.Equal(4, responder.Calls.Count);
        Assert.All(responder.Calls, call => Assert.Equal("/Cust10001/api/v1/Contact", call.Path));
        Assert.Equal(
            "?$select=contactId,name,updatedDate&$filter=name begins 'R&D\\'s' and contactId gt 30&$orderby=contactId&$top=3",
            Uri.UnescapeDataString(responder.Calls[1].Query));
        Assert.Contains("R%26D", responder.Calls[1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_is_asked_for_only_when_it_is_needed()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Page(context, Enumerable.Range(1, 1000), false);

        var rows = await host.Client.Search.ContactsAsync(new ArchiveQuery { PageSize = 5 }, Token).Take(4).ToListAsync(Token);

        Assert.Equal(4, rows.Count);
        Assert.Single(responder.Calls);
    }

    [Fact]
    public async Task Server_that_gives_less_than_asked_for_is_asked_until_nothing_is_left()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Page(context, Enumerable.Range(1, 5), false, top: 2);

        Assert.Equal(5, await host.Client.Search.SalesAsync(new ArchiveQuery(), Token).CountAsync(Token));
    }

    [Fact]
    public async Task Address_of_a_next_page_is_not_followed()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Page(context, [1], false, nextLink: "https://elsewhere.example/steal");

        Assert.Equal(1, await host.Client.Search.PersonsAsync(new ArchiveQuery(), Token).CountAsync(Token));
        Assert.All(responder.Calls, call => Assert.DoesNotContain("$skip", call.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_that_comes_twice_is_told_once()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var pages = new Queue<string>(["""[{"PrimaryKey":1},{"PrimaryKey":"1"},{"PrimaryKey":2}]""", """[{"PrimaryKey":2},{"PrimaryKey":3}]""", "[]"]);
        responder.Api = context => Responder.Json(context, 200, $$"""{"odata.nextLink":null,"value":{{pages.Dequeue()}}}""");

        Assert.Equal([1, 2, 3], await host.Client.Search.ContactsAsync(new ArchiveQuery(), Token).Select(row => row.PrimaryKey).ToListAsync(Token));
    }

    [Theory]
    [InlineData("""{"value":[{"PrimaryKey":1},{"PrimaryKey":2}]}""", "does not lead on")]
    [InlineData("""{"value":[{"PrimaryKey":2},{"PrimaryKey":1}]}""", "not in order of contactId")]
    [InlineData("""{"value":[{"PrimaryKey":0}]}""", "does not lead on")]
    [InlineData("""{"value":[{"EntityName":"contact"}]}""", "PrimaryKey is missing")]
    [InlineData("""{"value":[{"PrimaryKey":"RJ"}]}""", "PrimaryKey is String")]
    [InlineData("""{"value":{}}""", "value is Object")]
    [InlineData("{}", "value is missing")]
    [InlineData("[]", "value is Array")]
    [InlineData("<feed/>", "not JSON")]
    public async Task Page_that_does_not_lead_on_is_an_error_and_no_end(string page, string words)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, page);

        var failure = await host.FailureAsync(async (client, token) => await client.Search.ContactsAsync(new ArchiveQuery(), token).CountAsync(token));

        Assert.Equal((FailureKind.Unreadable, page), (failure.Kind, failure.RawAnswer));
        Assert.Contains(words, failure.Message.Replace("what should hold value", "value", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.InRange(responder.Calls.Count, 1, 2);
    }

    [Theory]
    [InlineData("Contact", "updatedDate")]
    [InlineData("Person", "personUpdatedDate")]
    [InlineData("Sale", "updatedDate")]
    public async Task What_changed_since_is_asked_by_the_column_of_the_entity(string entity, string column)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, """{"value":[]}""");
        var since = new DateTimeOffset(2026, 3, 2, 9, 14, 33, TimeSpan.Zero);
        var search = host.Client.Search;

        _ = await (entity switch
        {
            "Contact" => search.ContactsChangedSinceAsync(since, new ArchiveQuery(), Token),
            "Person" => search.PersonsChangedSinceAsync(since, new ArchiveQuery(), Token),
            _ => search.SalesChangedSinceAsync(since, new ArchiveQuery(), Token),
        }).CountAsync(Token);

        var call = Assert.Single(responder.Calls);
        Assert.Equal($"/Cust10001/api/v1/{entity}", call.Path);
        Assert.Contains(
            $"$filter={column} afterTime '2026-03-02T09:14:32' and {entity.ToLowerInvariant()}Id gt 0&", Uri.UnescapeDataString(call.Query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_archive_is_read_by_the_key_column_it_has()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var pages = new Queue<string>(["""[{"PrimaryKey":"x","saleId":"7"}]""", "[]"]);
        responder.Api = context => Responder.Json(context, 200, $$"""{"value":{{pages.Dequeue()}}}""");

        var rows = await host.Client.Search.ArchiveAsync("FindSale", "saleId", new ArchiveQuery(), Token).ToListAsync(Token);

        Assert.Equal(7, Assert.Single(rows).PrimaryKey);
        Assert.All(responder.Calls, call => Assert.Equal("/Cust10001/api/v1/Archive/FindSale", call.Path));
        Assert.Contains("gt 7", Uri.UnescapeDataString(responder.Calls[1].Query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_that_cannot_be_is_refused_before_the_first_row()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var search = host.Client.Search;

        Assert.ThrowsAny<ArgumentException>(() => search.ContactsAsync(new ArchiveQuery { PageSize = 0 }, Token));
        Assert.ThrowsAny<ArgumentException>(() => search.ContactsAsync(new ArchiveQuery { PageSize = 1001 }, Token));
        Assert.ThrowsAny<ArgumentException>(() => search.ContactsAsync(new ArchiveQuery { Columns = ["a b"] }, Token));
        Assert.ThrowsAny<ArgumentException>(() => search.ContactsAsync(new ArchiveQuery { Columns = [.. Enumerable.Range(0, 51).Select(n => $"c{n}")] }, Token));
        Assert.ThrowsAny<ArgumentException>(() => search.ArchiveAsync("../User", "id", new ArchiveQuery(), Token));
        Assert.ThrowsAny<ArgumentException>(() => search.ContactsAsync(
            new ArchiveQuery { Filter = Enumerable.Range(0, 50).Aggregate(ArchiveFilter.All, (all, _) => all.And(ArchiveFilter.Is("name", new string('ø', 200)))) }, Token));
        Assert.Empty(responder.Arrivals);
    }

    private static Task Page(HttpContext context, IEnumerable<int> keys, bool keysAsText, int top = int.MaxValue, string? nextLink = null)
    {
        var after = int.Parse(After().Match(context.Request.Query["$filter"].ToString()).Groups[1].Value, CultureInfo.InvariantCulture);
        var rows = keys.Where(key => key > after).Take(Math.Min(top, int.Parse(context.Request.Query["$top"].ToString(), CultureInfo.InvariantCulture)));
        return Responder.Json(context, 200, new JsonObject
        {
            ["odata.metadata"] = "x",
            ["odata.nextLink"] = nextLink,
            ["value"] = new JsonArray([.. rows.Select(key => (JsonNode)new JsonObject
            {
                ["PrimaryKey"] = keysAsText ? key.ToString(CultureInfo.InvariantCulture) : key,
                ["EntityName"] = "contact",
                ["contactId"] = key,
                ["name"] = $"Company {key}",
                ["updatedDate"] = "2026-03-02T09:14:33",
            })]),
        }.ToJsonString());
    }

    [GeneratedRegex(@"\b(?:contact|person|sale)Id gt (\d+)$")]
    private static partial Regex After();
}
