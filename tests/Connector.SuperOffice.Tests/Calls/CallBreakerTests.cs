using Connector.SuperOffice.Tests.Responding;
using Connector.Testing;

namespace Connector.SuperOffice.Tests.Calls;

public sealed class CallBreakerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_that_only_fails_is_not_called_until_it_works_again()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("BreakerMinimumCalls", "6"), ("BreakerPause", "00:00:01"));
        responder.Api = context => Responder.Json(context, 500, "");
        await FailAsync(host, 1);
        await FailAsync(host, 2);
        Assert.Equal(6, responder.Calls.Count);

        var open = await FailAsync(host, 3);

        Assert.Equal((FailureKind.TenantUnavailable, FailureScope.Tenant), (open.Kind, open.Scope));
        Assert.InRange(open.RetryAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        Assert.Equal(6, responder.Calls.Count);
        Assert.Contains(host.LogLines, line => line.Contains("API failed too often", StringComparison.Ordinal));

        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        await Eventually.TrueAsync(() => WorksAsync(host), cancellationToken: Token);
        Assert.Contains(host.LogLines, line => line.Contains("API works again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Record_that_always_fails_does_not_stop_the_tenant_in_quiet_traffic()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 500, "");

        // What half a minute of the worker's attempts makes: now, after 5, 10 and 20 s.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Equal(FailureKind.Transient, (await FailAsync(host, 1)).Kind);
        }

        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        Assert.True(await WorksAsync(host));
    }

    [Fact]
    public async Task Record_that_always_fails_does_not_stop_the_tenant_in_lively_traffic()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("BreakerMinimumCalls", "6"));
        responder.Api = context => context.Request.Path.Value!.EndsWith("/666", StringComparison.Ordinal)
            ? Responder.Json(context, 500, "")
            : Responder.Json(context, 200, Records.Contact());

        for (var attempt = 0; attempt < 4; attempt++)
        {
            for (var others = 0; others < 4; others++)
            {
                Assert.True(await WorksAsync(host));
            }

            Assert.Equal(FailureKind.Transient, (await FailAsync(host, 666)).Kind);
        }
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>", true)]
    [InlineData("", true)]
    [InlineData("""{"ContactId":1,"Na""", true)]
    // Whether it is the answer that was asked for, only whoever reads it can tell.
    [InlineData("[]", false)]
    [InlineData("null", false)]
    public async Task Host_that_answers_200_with_what_is_not_JSON_is_not_called_for_a_while(string body, bool opens)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("BreakerMinimumCalls", "6"), ("BreakerPause", "00:10:00"));
        responder.Api = context => Responder.Json(context, 200, body);
        for (var id = 1; id <= 6; id++)
        {
            Assert.Equal(FailureKind.Unreadable, (await FailAsync(host, id)).Kind);
        }

        Assert.Equal(opens ? FailureKind.TenantUnavailable : FailureKind.Unreadable, (await FailAsync(host, 7)).Kind);
        Assert.Equal(opens ? 6 : 7, responder.Calls.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(429)]
    public async Task Refusals_prove_that_the_host_works(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("BreakerMinimumCalls", "3"));
        responder.Api = context => Responder.Json(context, status, "<html></html>");

        for (var i = 0; i < 4; i++)
        {
            Assert.NotEqual(FailureKind.TenantUnavailable, (await FailAsync(host, 1)).Kind);
        }
    }

    [Fact]
    public async Task Answers_that_do_not_come_count()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("BreakerMinimumCalls", "2"), ("Timeout", "00:00:01"));
        responder.Api = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        await Task.WhenAll(FailAsync(host, 1), FailAsync(host, 2));

        Assert.Equal(FailureKind.TenantUnavailable, (await FailAsync(host, 3)).Kind);
    }

    [Fact]
    public async Task Dead_login_host_holds_the_tenant_and_is_left_alone()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Token = context => Responder.Json(context, 502, "");

        for (var i = 0; i < 4; i++)
        {
            var failure = await FailAsync(host, 1);
            Assert.Equal((FailureKind.Transient, FailureScope.Tenant), (failure.Kind, failure.Scope));
        }

        await FailAsync(host, 1);
        for (var i = 0; i < 5; i++)
        {
            var open = await FailAsync(host, 1);
            Assert.Equal((FailureKind.TenantUnavailable, FailureScope.Tenant), (open.Kind, open.Scope));
        }

        Assert.Equal(5, responder.Tokens.Count);
        Assert.Empty(responder.Calls);
    }

    [Fact]
    public async Task Login_host_that_hangs_holds_the_tenant()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("BreakerMinimumLoginCalls", "2"), ("Timeout", "00:00:01"));
        responder.Token = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        // A call may join the request of the one before, so the number of calls says nothing.
        var failure = await Eventually.ValueAsync(
            () => FailAsync(host, 1), failure => failure.Kind == FailureKind.TenantUnavailable, cancellationToken: Token);

        Assert.Equal(FailureScope.Tenant, failure.Scope);
        Assert.Equal(2, responder.Tokens.Count);
    }

    [Fact]
    public async Task Dead_state_host_holds_the_tenant_whose_place_is_not_known()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.State = context => Responder.Json(context, 502, "");
        await FailAsync(host, 1);
        await FailAsync(host, 1);

        var open = await FailAsync(host, 1);

        Assert.Equal((FailureKind.TenantUnavailable, FailureScope.Tenant), (open.Kind, open.Scope));
        Assert.Equal(5, responder.States.Count);
    }

    [Fact]
    public async Task Login_host_that_dies_does_not_stop_calls_with_a_token_that_holds()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        Assert.True(await WorksAsync(host));
        responder.Token = responder.State = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        responder.Api = context => Responder.Json(context, 500, "");
        await FailAsync(host, 1);
        await FailAsync(host, 1);

        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        Assert.True(await WorksAsync(host));
    }

    private static Task<SuperOfficeException> FailAsync(ClientHost host, int id) =>
        host.FailureAsync((client, token) => client.GetContactAsync(id, token));

    private static async Task<bool> WorksAsync(ClientHost host)
    {
        try
        {
            return await host.Client.GetContactAsync(4711, Token) is not null;
        }
        catch (SuperOfficeException failure) when (failure.Kind == FailureKind.TenantUnavailable)
        {
            return false;
        }
    }
}
