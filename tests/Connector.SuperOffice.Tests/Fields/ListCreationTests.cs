using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Fields;

public sealed class ListCreationTests
{
    private static readonly FieldDefinition Vertical = new("SuperOffice:83", "Vertical", FieldType.List, 0, 108, "udlist108");

    private readonly ConcurrentQueue<string> _names = new(["Retail"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_item_is_created_and_found_at_once()
    {
        await using var responder = await StartAsync();
        await using var host = ClientHost.For(responder);
        Assert.Single((await host.Client.GetListItemsAsync(Vertical, Token))!);

        var item = await host.Client.Lists.CreateListItemAsync(Vertical, " Cranes ", "Things that lift", Token);

        Assert.Equal(new ListItem(2, "Cranes"), item);
        var post = Assert.Single(responder.Calls, call => call.Method == "POST");
        Assert.Equal("/Cust10001/api/v1/List/108/Items", post.Path);
        Assert.Equal("""{"Name":"Cranes","Tooltip":"Things that lift"}""", post.Body);
        Assert.Equal(item, ListItems.Find((await host.Client.GetListItemsAsync(Vertical, Token))!, "cranes"));
    }

    [Fact]
    public async Task Item_that_somebody_added_meanwhile_is_not_created_again()
    {
        await using var responder = await StartAsync();
        await using var host = ClientHost.For(responder);
        Assert.Null(ListItems.Find((await host.Client.GetListItemsAsync(Vertical, Token))!, "Cranes"));
        _names.Enqueue("CRANES");

        Assert.Equal(new ListItem(2, "CRANES"), await host.Client.Lists.CreateListItemAsync(Vertical, "Cranes", "", Token));

        Assert.DoesNotContain(responder.Calls, call => call.Method == "POST");
        Assert.Equal(2, (await host.Client.GetListItemsAsync(Vertical, Token))!.Count);
    }

    [Fact]
    public async Task Many_who_create_at_once_create_one()
    {
        await using var responder = await StartAsync();
        await using var host = ClientHost.For(responder);

        var items = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Client.Lists.CreateListItemAsync(Vertical, "Cranes", "", Token)));

        Assert.All(items, item => Assert.Equal(2, item.Id));
        Assert.Single(responder.Calls, call => call.Method == "POST");
    }

    [Fact]
    public async Task Two_processes_that_create_at_the_same_moment_go_on_with_the_same_item()
    {
        await using var responder = await StartAsync();
        await using var host = ClientHost.For(responder);
        var answer = responder.Api;
        responder.Api = context =>
        {
            if (context.Request.Method == "POST")
            {
                // The other process was a little faster.
                _names.Enqueue("Cranes");
            }

            return answer(context);
        };

        Assert.Equal(new ListItem(2, "Cranes"), await host.Client.Lists.CreateListItemAsync(Vertical, "Cranes", "", Token));

        Assert.Contains(host.LogLines, line => line.Contains("several items of one name", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Item_nobody_can_create_is_not_asked_for()
    {
        await using var responder = await StartAsync();
        await using var host = ClientHost.For(responder);
        var lists = host.Client.Lists;

        await Assert.ThrowsAnyAsync<ArgumentException>(() => lists.CreateListItemAsync(Vertical with { ListId = null }, "x", "", Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => lists.CreateListItemAsync(Vertical with { Type = FieldType.ShortText }, "x", "", Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => lists.CreateListItemAsync(Vertical, " ", "", Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => lists.CreateListItemAsync(Vertical, "a\nb", "", Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => lists.CreateListItemAsync(Vertical, new string('x', 201), "", Token));
        Assert.Empty(responder.Arrivals);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Id":0,"Name":"Cranes"}""")]
    [InlineData("null")]
    public async Task Answer_without_the_new_item_is_unreadable(string body)
    {
        await using var responder = await StartAsync();
        await using var host = ClientHost.For(responder);
        var answer = responder.Api;
        responder.Api = context => context.Request.Method == "POST" ? Responder.Json(context, 200, body) : answer(context);

        var failure = await host.FailureAsync((client, token) => client.Lists.CreateListItemAsync(Vertical, "Cranes", "", token));

        Assert.Equal((FailureKind.Unreadable, body), (failure.Kind, failure.RawAnswer));
    }

    private async Task<Responder> StartAsync()
    {
        var responder = await Responder.StartAsync();
        responder.Api = context =>
        {
            if (context.Request.Method != "POST")
            {
                return Responder.Json(context, 200, new JsonArray([.. _names.Select((name, index) => (JsonNode)Item(index + 1, name))]).ToJsonString());
            }

            var name = (string)JsonNode.Parse(responder.Calls[^1].Body)!["Name"]!;
            _names.Enqueue(name);
            return Responder.Json(context, 200, Item(_names.Count, name).ToJsonString());
        };
        return responder;
    }

    private static JsonObject Item(int id, string name) => new()
    {
        ["Id"] = id,
        ["Name"] = name,
        ["Tooltip"] = "",
        ["Deleted"] = false,
        ["UdListDefinitionId"] = 108,
        ["Rank"] = id,
    };
}
