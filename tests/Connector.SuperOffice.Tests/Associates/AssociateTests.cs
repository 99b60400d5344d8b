using Connector.SuperOffice.Associates;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.Extensions.Time.Testing;

namespace Connector.SuperOffice.Tests.Associates;

public sealed class AssociateTests
{
    private const string Anna = """
        {"AssociateId":11,"Name":"ANNA","PersonId":5,"Rank":1,"Tooltip":"","Type":"InternalAssociate","GroupIdx":1,"FullName":"Anna Berg","FormalName":"Anna Berg","Deleted":false}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_is_asked_of_the_agent_once()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder, time);
        responder.Api = context => Responder.Json(context, 200, Anna);

        Assert.Equal(new AssociateInfo(11, "ANNA", "Anna Berg", AssociateType.InternalAssociate, false), await host.Client.Associates.FindAsync(11, Token));
        Assert.Equal("ANNA", (await host.Client.Associates.FindAsync(11, Token))!.Name);

        var call = Assert.Single(responder.Calls);
        Assert.Equal(("POST", "/Cust10001/api/v1/Agents/Associate/GetAssociate", "?associateId=11", ""), (call.Method, call.Path, call.Query, call.Body));
        time.Advance(TimeSpan.FromMinutes(11));
        await host.Client.Associates.FindAsync(11, Token);
        Assert.Equal(2, responder.Calls.Count);
    }

    [Fact]
    public async Task Asking_for_a_user_is_repeated_like_a_reading_call()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var answers = new Queue<int>([503, 200]);
        responder.Api = context => Responder.Json(context, answers.Dequeue(), Anna);

        Assert.NotNull(await host.Client.Associates.FindAsync(11, Token));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"AssociateId":0,"Name":""}""")]
    public async Task User_there_is_not_is_none(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, body);

        Assert.Null(await host.Client.Associates.FindAsync(11, Token));
        Assert.Null(await host.Client.Associates.FindAsync(0, Token));
        Assert.Single(responder.Calls);
    }

    [Theory]
    [InlineData("""{"AssociateId":12}""")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task Odd_user_is_unreadable(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, body);

        Assert.Equal(FailureKind.Unreadable, (await host.FailureAsync((client, token) => client.Associates.FindAsync(11, token))).Kind);
    }

    [Theory]
    [InlineData("5", AssociateType.SystemAssociate)]
    [InlineData("\"Robot\"", AssociateType.Unknown)]
    public async Task Kind_of_user_is_read_by_number_and_unknown_ones_are_told_as_such(string type, AssociateType expected)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Anna.Replace("\"InternalAssociate\"", type, StringComparison.Ordinal));

        Assert.Equal(expected, (await host.Client.Associates.FindAsync(11, Token))!.Type);
    }

    [Fact]
    public async Task Users_are_listed_from_the_drop_down()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, """
            [{"Id":11,"Name":"ANNA","FullName":"Anna Berg","Deleted":false},{"Id":12,"Name":"BO","Deleted":true},{"Id":11,"Name":"ANNA"},{"Id":0,"Name":""}]
            """);

        var users = await host.Client.Associates.ListAsync(Token);
        await host.Client.Associates.ListAsync(Token);

        Assert.Equal([new(11, "ANNA", "Anna Berg", AssociateType.Unknown, false), new AssociateInfo(12, "BO", "", AssociateType.Unknown, true)], users);
        Assert.Equal("/Cust10001/api/v1/MDOList/associate", Assert.Single(responder.Calls).Path);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(400)]
    public async Task Users_are_listed_from_the_archive_where_the_drop_down_is_closed(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => context.Request.Path.Value!.EndsWith("/InternalUsers", StringComparison.Ordinal)
            ? Responder.Json(context, 200, """{"value":[{"PrimaryKey":"5","associateDbId":"11","assocName":"ANNA","fullName":"Anna Berg","isActive":"False"}]}""")
            : Responder.Json(context, status, "{}");

        Assert.Equal([new AssociateInfo(11, "ANNA", "Anna Berg", AssociateType.Unknown, true)], await host.Client.Associates.ListAsync(Token));
    }

    [Fact]
    public async Task Initials_are_not_taken_for_an_id()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var missing = responder.Api;
        responder.Api = context => context.Request.Path.Value!.EndsWith("/InternalUsers", StringComparison.Ordinal)
            ? Responder.Json(context, 200, """{"value":[{"PrimaryKey":"5","associateDbId":"RJ"}]}""")
            : missing(context);

        Assert.Equal(FailureKind.Unreadable, (await host.FailureAsync((client, token) => client.Associates.ListAsync(token))).Kind);
    }
}
