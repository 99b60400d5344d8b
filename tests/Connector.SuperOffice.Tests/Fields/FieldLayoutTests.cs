using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Connector.SuperOffice.Tests.Fields;

public sealed class FieldLayoutTests
{
    private static readonly FieldDefinition Vertical = new("SuperOffice:83", "Vertical", FieldType.List, 0, 108, "udlist108");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Published_layout_is_read_and_kept()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder, time);
        responder.Api = context => Responder.Json(context, 200, """
            [{"ProgId":"SuperOffice:83","FieldLabel":"Vertical","FieldType":"List","ListTableId":136,"UDListDefinitionId":108,"MdoListName":null},
             {"ProgId":"","UdefIdentity":84,"FieldLabel":"Summary","FieldType":"LongText","TextLength":2000,"ListTableId":0},
             {"ProgId":"cat","FieldLabel":"Category","FieldType":7,"ListTableId":64,"UDListDefinitionId":0,"MdoListName":"category"},
             {"ProgId":"new","FieldLabel":"?","FieldType":"Hologram","IsMandatory":true,"IsReadOnly":true}]
            """);

        var fields = await host.Client.GetFieldsAsync(CrmEntity.Contact, Token);
        await host.Client.GetFieldsAsync(CrmEntity.Contact, Token);

        Assert.Equal(Vertical, fields["SuperOffice:83"]);
        Assert.Equal(new FieldDefinition("SuperOffice:84", "Summary", FieldType.LongText, 2000, null, null), fields["SuperOffice:84"]);
        Assert.Equal(new FieldDefinition("cat", "Category", FieldType.List, 0, null, "category"), fields["cat"]);
        Assert.Equal((FieldType.Unknown, true, true), (fields["new"].Type, fields["new"].IsMandatory, fields["new"].IsReadOnly));
        Assert.Equal((false, false), (fields["cat"].IsMandatory, fields["cat"].IsReadOnly));
        Assert.Equal("/Cust10001/api/v1/Contact/UdefLayout/Published", Assert.Single(responder.Calls).Path);

        time.Advance(TimeSpan.FromMinutes(11));
        await host.Client.GetFieldsAsync(CrmEntity.Contact, Token);
        Assert.Equal(2, responder.Calls.Count);
    }

    [Fact]
    public async Task Layout_and_list_that_cannot_be_read_again_stay_as_they_are_known()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Path.Value!.EndsWith("Published", StringComparison.Ordinal)
            ? """[{"ProgId":"SuperOffice:83","FieldLabel":"Vertical","FieldType":"List","ListTableId":136,"UDListDefinitionId":108,"MdoListName":null}]"""
            : """[{"Id":14,"Name":"Logistics"}]""");
        var known = await host.Client.GetFieldsAsync(CrmEntity.Contact, Token);
        var items = (await host.Client.Lists.ResolveAsync(Vertical, Token)).Items;
        Assert.NotNull(items);

        foreach (var (status, body) in new[] { (400, "{}"), (200, "<html>"), (200, "{}") })
        {
            responder.Api = context => Responder.Json(context, status, body);
            await Assert.ThrowsAsync<SuperOfficeException>(() => host.Client.ReadFieldsAsync(CrmEntity.Contact, Token));
            await Assert.ThrowsAsync<SuperOfficeException>(() => host.Client.Lists.ReadAsync(Vertical, Token));

            Assert.Equal(known.Keys, (await host.Client.GetFieldsAsync(CrmEntity.Contact, Token)).Keys);
            Assert.Equal(items, (await host.Client.Lists.ResolveAsync(Vertical, Token)).Items);
        }
    }

    [Fact]
    public async Task Many_who_read_the_layout_again_at_once_read_it_twice_at_most()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, "[]");
        await host.Client.GetFieldsAsync(CrmEntity.Contact, Token);

        var asked = new TaskCompletionSource();
        responder.Api = async context =>
        {
            await asked.Task;
            await Responder.Json(context, 200, "[]");
        };
        var all = Enumerable.Range(0, 50).Select(_ => host.Client.ReadFieldsAsync(CrmEntity.Contact, Token)).ToList();
        asked.SetResult();
        await Task.WhenAll(all);

        // The first of them reads; the others do not trust what was under way already when they asked, and share another.
        Assert.Equal(3, responder.Calls.Count);
    }

    [Fact]
    public async Task Entity_without_a_layout_has_no_fields()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);

        Assert.Empty(await host.Client.GetFieldsAsync(CrmEntity.Person, Token));
    }

    [Theory]
    [InlineData("GET", "/Cust10001/api/v1/MDOList/udlist108")]
    [InlineData("GET", "/Cust10001/api/v1/MDOList/udlist")]
    [InlineData("GET", "/Cust10001/api/v1/List/108/Items")]
    [InlineData("POST", "/Cust10001/api/v1/Agents/MDO/GetList")]
    public async Task Items_are_found_by_whichever_route_knows_the_list(string method, string path)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var missing = responder.Api;
        responder.Api = context => context.Request.Method == method && context.Request.Path == path
            ? Responder.Json(context, 200, """
                [{"Id":3,"Name":"Retail","Deleted":false},{"Id":4,"Name":"Old","Deleted":true},{"Id":0,"Name":"None"},
                 {"Id":5,"Name":"Industry","ChildItems":[{"Id":6,"Name":"Cranes","ChildItems":null}]}]
                """)
            : missing(context);

        var items = await host.Client.GetListItemsAsync(Vertical, Token);
        await host.Client.GetListItemsAsync(Vertical, Token);

        Assert.Equal([new ListItem(3, "Retail"), new ListItem(5, "Industry"), new ListItem(6, "Cranes")], items);
        Assert.Single(responder.Calls, call => call.Path == path);
    }

    [Fact]
    public async Task List_nobody_knows_is_reported_and_asked_for_again_later()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder, time);
        var missing = responder.Api;
        responder.Api = context => context.Request.Method == "POST" ? Responder.Json(context, 200, "null") : missing(context);

        Assert.Null(await host.Client.GetListItemsAsync(Vertical, Token));
        Assert.Null(await host.Client.GetListItemsAsync(Vertical, Token));
        Assert.Equal(["/Cust10001/api/v1/MDOList/udlist108?flat=true", "/Cust10001/api/v1/MDOList/udlist?additional=108&flat=true",
            "/Cust10001/api/v1/List/108/Items", "/Cust10001/api/v1/Agents/MDO/GetList"],
            responder.Calls.Select(call => call.Path + call.Query));
        Assert.Contains(host.LogLines, line => line.Contains("No route leads to the items of list udlist108", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await host.Client.GetListItemsAsync(Vertical, Token));
        Assert.Equal(8, responder.Calls.Count);
    }

    [Fact]
    public async Task Unresolved_list_says_what_was_tried()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var missing = responder.Api;
        responder.Api = context => context.Request.Method == "POST" ? Responder.Json(context, 200, "null") : missing(context);

        var list = await host.Client.Lists.ResolveAsync(Vertical, Token);

        Assert.False(list.IsResolved);
        Assert.Equal(
            [new("GET v1/MDOList/udlist108?flat=true", ListOutcome.Missing), new("GET v1/MDOList/udlist?additional=108&flat=true", ListOutcome.Missing),
             new("GET v1/List/108/Items", ListOutcome.Missing), new ListAttempt("POST v1/Agents/MDO/GetList", ListOutcome.Nothing)],
            list.Tried);
    }

    [Fact]
    public async Task Resolved_list_says_which_route_led_there()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var missing = responder.Api;
        responder.Api = context => context.Request.Query.ContainsKey("additional") ? Responder.Json(context, 200, "[]") : missing(context);

        var list = await host.Client.Lists.ResolveAsync(Vertical, Token);

        Assert.Empty(list.Items!);
        Assert.Equal([ListOutcome.Missing, ListOutcome.Found], list.Tried.Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task List_route_that_fails_is_a_failure_and_not_an_unknown_list()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, StatusCodes.Status400BadRequest, "{}");

        Assert.Equal(FailureKind.Refused, (await host.FailureAsync((client, token) => client.GetListItemsAsync(Vertical, token))).Kind);
    }

    [Fact]
    public async Task Field_without_a_list_has_no_items()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);

        Assert.Null(await host.Client.GetListItemsAsync(Vertical with { Type = FieldType.ShortText }, Token));
        Assert.Null(await host.Client.GetListItemsAsync(Vertical with { ListId = null, ListName = null }, Token));
        Assert.Empty(responder.Calls);
    }
}
