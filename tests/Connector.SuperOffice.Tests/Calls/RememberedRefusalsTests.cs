using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Calls;

/// <summary>What is remembered of refusals is forgotten on a person's word, so that the next call asks.</summary>
public sealed class RememberedRefusalsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("login", FailureKind.Revoked)]
    [InlineData("state", FailureKind.TenantUnavailable)]
    [InlineData("API", FailureKind.TenantUnavailable)]
    public async Task The_next_call_asks(string what, FailureKind kind)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("BreakerMinimumCalls", "3"), ("BreakerPause", "00:10:00"));
        var (token, state) = (responder.Token, responder.State);
        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        switch (what)
        {
            case "login":
                responder.Token = context => Responder.Json(context, 400, """{"error":"invalid_grant"}""");
                break;
            case "state":
                responder.State = context => Responder.Json(context, 200, responder.StateJson("OfflineMaintenance"));
                break;
            default:
                responder.Api = context => Responder.Json(context, 500, "");
                await host.FailureAsync((client, token) => client.GetContactAsync(4711, token));
                break;
        }

        Assert.Equal(kind, (await host.FailureAsync((client, token) => client.GetContactAsync(4711, token))).Kind);
        (responder.Token, responder.State) = (token, state);
        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        Assert.Equal(kind, (await host.FailureAsync((client, token) => client.GetContactAsync(4711, token))).Kind);

        await host.Client.ForgetRefusalsAsync(Token);

        Assert.NotNull(await host.Client.GetContactAsync(4711, Token));
    }

    [Fact]
    public async Task A_login_that_is_refused_still_is_remembered_again()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Token = context => Responder.Json(context, 400, """{"error":"invalid_grant"}""");
        await host.FailureAsync((client, token) => client.GetContactAsync(4711, token));

        await host.Client.ForgetRefusalsAsync(Token);
        for (var call = 0; call < 5; call++)
        {
            Assert.Equal(FailureKind.Revoked, (await host.FailureAsync((client, token) => client.GetContactAsync(4711, token))).Kind);
        }

        Assert.Equal(2, responder.Tokens.Count);
    }
}
