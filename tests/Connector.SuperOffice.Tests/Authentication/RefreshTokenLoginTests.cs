using System.Net;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.Extensions.Time.Testing;

namespace Connector.SuperOffice.Tests.Authentication;

public sealed class RefreshTokenLoginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Two_hundred_parallel_calls_with_an_expired_token_refresh_once(int refusal)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.DemandLastToken(refusal, context => Responder.Json(context, 200, Records.Contact()));
        await host.Client.GetContactAsync(4711, Token);
        var expired = "Bearer " + responder.LastToken;
        responder.Api = context => context.Request.Headers.Authorization == expired
            ? Responder.Json(context, refusal, "{}")
            : Responder.Json(context, 200, Records.Contact());

        var contacts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => host.Client.GetContactAsync(4711, Token)));

        Assert.All(contacts, contact => Assert.Equal(4711, contact!.ContactId));
        Assert.Equal(2, responder.Tokens.Count);
    }

    [Fact]
    public async Task First_calls_of_many_log_in_once()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Contact());

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.Client.GetContactAsync(4711, Token)));

        Assert.Single(responder.Tokens);
        Assert.Single(responder.States);
    }

    [Fact]
    public async Task Refresh_sends_its_parameters_in_the_body_alone()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("RedirectUri", "https://app.example/callback"));

        await host.Client.GetContactAsync(1, Token);

        var refresh = Assert.Single(responder.Tokens);
        Assert.Equal(("POST", ""), (refresh.Method, refresh.Query));
        Assert.Equal("application/x-www-form-urlencoded", refresh.Headers.ContentType);
        Assert.Equal(
            "grant_type=refresh_token&client_id=client&client_secret=top-secret-client&refresh_token=top-secret-refresh&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback",
            refresh.Body);
    }

    [Fact]
    public async Task Token_is_renewed_before_it_ends()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder, time);

        await host.Client.GetContactAsync(1, Token);
        time.Advance(TimeSpan.FromMinutes(56));
        await host.Client.GetContactAsync(1, Token);
        Assert.Single(responder.Tokens);

        time.Advance(TimeSpan.FromMinutes(2));
        await host.Client.GetContactAsync(1, Token);
        Assert.Equal(2, responder.Tokens.Count);
        Assert.Equal("Bearer " + responder.LastToken, responder.Calls[^1].Headers.Authorization);
    }

    [Fact]
    public async Task Early_renewal_that_fails_leaves_the_present_token_in_use()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder, time);
        await host.Client.GetContactAsync(1, Token);
        responder.Token = context => Responder.Json(context, 500, "{}");

        time.Advance(TimeSpan.FromMinutes(58));
        Assert.Null(await host.Client.GetContactAsync(1, Token));
        Assert.Null(await host.Client.GetContactAsync(1, Token));
        Assert.Equal(2, responder.Tokens.Count);

        time.Advance(TimeSpan.FromMinutes(3));
        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
        Assert.Equal((FailureKind.Transient, FailureScope.Tenant), (failure.Kind, failure.Scope));
    }

    [Fact]
    public async Task Rotated_refresh_token_is_used_next()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder, time);
        responder.Token = context => Responder.Json(
            context, 200, """{"access_token":"8A:Cust10001.top-secret-x","expires_in":"1200","refresh_token":"top-secret-rotated"}""");

        await host.Client.GetContactAsync(1, Token);
        time.Advance(TimeSpan.FromMinutes(19));
        await host.Client.GetContactAsync(1, Token);

        Assert.Contains("refresh_token=top-secret-rotated", responder.Tokens[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"top-secret-description"}""")]
    [InlineData(401, """{"error":"invalid_client"}""")]
    [InlineData(400, "<html>top-secret-page</html>")]
    [InlineData(403, "")]
    public async Task Refused_refresh_token_is_a_lasting_state_probed_once_a_minute(int status, string body)
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder, time);
        var issue = responder.Token;
        responder.Token = context => Responder.Json(context, status, body);

        for (var call = 0; call < 5; call++)
        {
            var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
            Assert.Equal((FailureKind.Revoked, FailureScope.Tenant, (HttpStatusCode)status), (failure.Kind, failure.Scope, failure.Status));
            Assert.Null(failure.RawAnswer);
        }

        Assert.Single(responder.Tokens);
        Assert.Empty(responder.Calls);

        time.Advance(TimeSpan.FromMinutes(1));
        await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
        await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
        Assert.Equal(2, responder.Tokens.Count);

        responder.Token = issue;
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await host.Client.GetContactAsync(1, Token));
    }

    [Fact]
    public async Task Refusal_that_a_new_token_does_not_change_is_meant()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 403, """{"Error":true,"ErrorType":"SoSecurityException","ErrorMessage":"No access"}""");

        for (var call = 0; call < 3; call++)
        {
            var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
            Assert.Equal((FailureKind.Refused, FailureScope.Entity), (failure.Kind, failure.Scope));
            Assert.Equal("GET v1/Contact/{id} answered 403 (SoSecurityException).", failure.Message);
        }

        // One login, one renewal, and none for the calls that followed.
        Assert.Equal(2, responder.Tokens.Count);
        Assert.Equal(4, responder.Calls.Count);
    }

    [Fact]
    public async Task New_token_that_is_refused_as_unauthorised_concerns_the_tenant()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 401, "");

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal((FailureKind.Revoked, FailureScope.Tenant), (failure.Kind, failure.Scope));
        Assert.Equal(2, responder.Calls.Count);
    }

    [Theory]
    [InlineData("""{"access_token":"8A:Cust20002.top-secret-x","expires_in":3600}""", FailureKind.Revoked)]
    [InlineData("""{"access_token":"","expires_in":3600}""", FailureKind.Unreadable)]
    [InlineData("""{"access_token":"top-secret-x\r\nInjected: 1"}""", FailureKind.Unreadable)]
    [InlineData("""{"access_token":["top-secret-x"]}""", FailureKind.Unreadable)]
    [InlineData("top-secret-x", FailureKind.Unreadable)]
    public async Task Odd_token_answer_is_not_used_and_not_told(string body, FailureKind kind)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Token = context => Responder.Json(context, 200, body);

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal((kind, FailureScope.Tenant, null), (failure.Kind, failure.Scope, failure.RawAnswer));
        Assert.Empty(responder.Calls);
    }

    [Fact]
    public async Task Caller_that_gives_up_leaves_the_login_to_the_others()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var issue = responder.Token;
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        responder.Token = async context =>
        {
            asked.SetResult();
            await go.Task;
            await issue(context);
        };

        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var impatient = host.Client.GetContactAsync(1, impatience.Token);
        await asked.Task.WaitAsync(Token);
        var patient = host.Client.GetContactAsync(1, Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        go.SetResult();

        Assert.Null(await patient);
        Assert.Single(responder.Tokens);
    }
}
