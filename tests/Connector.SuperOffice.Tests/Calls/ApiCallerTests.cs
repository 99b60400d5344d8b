using System.Diagnostics;
using System.Net;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Connector.SuperOffice.Tests.Calls;

public sealed class ApiCallerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", 400, FailureKind.Refused)]
    [InlineData("GET", 410, FailureKind.Refused)]
    [InlineData("GET", 408, FailureKind.Transient)]
    [InlineData("GET", 500, FailureKind.Transient)]
    [InlineData("GET", 502, FailureKind.Transient)]
    [InlineData("GET", 503, FailureKind.Transient)]
    [InlineData("PATCH", 400, FailureKind.Refused)]
    [InlineData("PATCH", 404, FailureKind.Conflict)]
    [InlineData("PATCH", 409, FailureKind.Conflict)]
    [InlineData("PATCH", 412, FailureKind.Conflict)]
    [InlineData("PATCH", 429, FailureKind.AskedToWait)]
    [InlineData("PATCH", 500, FailureKind.Transient)]
    [InlineData("PATCH", 503, FailureKind.Transient)]
    public async Task Status_tells_what_can_be_done(string method, int status, FailureKind kind)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, status, """{"Error":true,"ErrorType":"SoException","ErrorMessage":"Line\r\ntwo"}""");

        var failure = await host.FailureAsync((client, token) => method == "GET" ? client.GetContactAsync(1, token) : PatchAsync(client, token));

        Assert.Equal((kind, FailureScope.Entity, (HttpStatusCode)status), (failure.Kind, failure.Scope, failure.Status));
        Assert.Equal($"{method} v1/Contact/{{id}} answered {status} (SoException).", failure.Message);
        Assert.Equal(("SoException", "Line  two"), (failure.ErrorType, failure.ErrorMessage));
        Assert.Contains("SoException", failure.RawAnswer, StringComparison.Ordinal);
        if (method == "PATCH")
        {
            Assert.Single(responder.Calls);
        }
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Long_request_to_wait_is_handed_up(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context =>
        {
            context.Response.Headers.RetryAfter = "37";
            return Responder.Json(context, status, "");
        };

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal((FailureKind.AskedToWait, FailureScope.Entity, TimeSpan.FromSeconds(37)), (failure.Kind, failure.Scope, failure.RetryAfter));
        Assert.Single(responder.Calls);
    }

    [Fact]
    public async Task Short_request_to_wait_is_kept()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context =>
        {
            context.Response.Headers.RetryAfter = "1";
            return responder.Calls.Count == 1 ? Responder.Json(context, 429, "") : Responder.Json(context, 200, Records.Contact());
        };

        Assert.NotNull(await host.Client.GetContactAsync(4711, Token));
        Assert.True(responder.Calls[1].At - responder.Calls[0].At >= TimeSpan.FromSeconds(0.95));
    }

    [Fact]
    public async Task Read_is_repeated_after_a_server_error_and_a_broken_answer()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = async context =>
        {
            switch (responder.Calls.Count)
            {
                case 1:
                    await Responder.Json(context, 502, "<html>Bad gateway</html>");
                    break;
                case 2:
                    context.Response.ContentLength = 5000;
                    await context.Response.WriteAsync("{\"ContactId\":", Token);
                    context.Abort();
                    break;
                default:
                    await Responder.Json(context, 200, Records.Contact());
                    break;
            }
        };

        Assert.NotNull(await host.Client.GetContactAsync(4711, Token));
        Assert.Equal(3, responder.Calls.Count);
    }

    [Fact]
    public async Task Write_whose_answer_breaks_off_is_not_repeated()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var failure = await host.FailureAsync(PatchAsync);

        Assert.Equal((FailureKind.Transient, FailureScope.Entity, null), (failure.Kind, failure.Scope, failure.Status));
        Assert.Single(responder.Calls);
    }

    [Fact]
    public async Task Write_without_an_answer_may_have_happened_although_the_tenant_went_down()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(3) });
        responder.Api = context =>
        {
            responder.State = state => state.Response.WriteAsync(responder.StateJson("OfflineMaintenance"));
            context.Abort();
            return Task.CompletedTask;
        };

        var failure = await host.FailureAsync(PatchAsync);

        // Not TenantUnavailable, which would mean that nothing was sent.
        Assert.Equal((FailureKind.Transient, FailureScope.Entity), (failure.Kind, failure.Scope));
        Assert.Equal(2, responder.States.Count);
    }

    [Fact]
    public async Task Answer_that_does_not_come_ends_at_the_time_out()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("Timeout", "00:00:06"));
        // Logged in already, or a busy machine needs the time for that.
        await host.Client.GetContactAsync(1, Token);
        responder.Api = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal((FailureKind.Transient, FailureScope.Entity), (failure.Kind, failure.Scope));
        Assert.Equal("GET v1/Contact/{id} got no answer within 6 s.", failure.Message);
    }

    [Fact]
    public async Task Call_whose_turn_does_not_come_was_not_sent_and_costs_nothing()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("Timeout", "00:00:02"), ("MaxConcurrentCalls", "1"));
        responder.Api = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var first = host.FailureAsync((client, token) => client.GetContactAsync(1, token));
        while (responder.Calls.Count == 0)
        {
            await Task.Delay(10, Token);
        }

        var failure = await host.FailureAsync(PatchAsync);

        Assert.Equal((FailureKind.AskedToWait, FailureScope.Entity), (failure.Kind, failure.Scope));
        Assert.True(failure.RetryAfter > TimeSpan.Zero);
        await first;
        Assert.DoesNotContain(responder.Calls, call => call.Method == "PATCH");
    }

    [Fact]
    public async Task Caller_that_gives_up_sees_its_own_cancellation()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        responder.Api = async context =>
        {
            await impatience.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Client.GetContactAsync(1, impatience.Token));
    }

    [Fact]
    public async Task Calls_keep_to_the_rate_of_the_tenant()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("CallsPerSecond", "10"));
        await host.Client.GetContactAsync(1, Token);
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 29).Select(_ => host.Client.GetContactAsync(1, Token)));

        // 30 calls at 10 a second: the last ten begin in the third second, less a segment of the window.
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1.7), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task Token_in_the_words_of_an_answer_is_not_repeated()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(
            context, 400, $$"""{"Error":true,"ErrorType":"X","ErrorMessage":"Header was '{{context.Request.Headers.Authorization}}' {{new string('x', 500)}}"}""");

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Contains("(token)", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(ClientHost.Secret, failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(500, failure.ErrorMessage!.Length);
        Assert.Equal("GET v1/Contact/{id} answered 400 (X).", failure.Message);
    }

    [Fact]
    public async Task Answer_beyond_all_measure_is_refused()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = async context =>
        {
            var chunk = new string(' ', 1 << 20);
            for (var i = 0; i < 12 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.WriteAsync(chunk, Token);
            }
        };

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal(FailureKind.Unreadable, failure.Kind);
        Assert.Single(responder.Calls);
    }

    private static Task PatchAsync(SuperOfficeClient client, CancellationToken token) =>
        client.PatchFieldsAsync(CrmEntity.Contact, 1, Patches.Vertical(14), token);
}
