using System.Text;
using Connector.SuperOffice.Tests.Responding;
using Connector.SuperOffice.Tests.Sandbox;
using Connector.SuperOffice.Tests.Sharing;
using Connector.Testing;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Connector.SuperOffice.Tests.Authentication;

/// <summary>Two hosts stand for two processes: each has a connection of its own to one real Redis.</summary>
public sealed class SharedLoginTests(RedisFixture redis, SandboxServer sandbox) : IClassFixture<RedisFixture>, IClassFixture<SandboxServer>, IAsyncLifetime
{
    private ConnectionMultiplexer _one = null!;
    private ConnectionMultiplexer _two = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        await sandbox.ControlAsync(HttpMethod.Post, "reset");
        (_one, _two) = (await redis.ConnectAsync(), await redis.ConnectAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Two_hundred_parallel_calls_of_two_hosts_with_an_expired_token_cause_one_token_request(int refusal)
    {
        await sandbox.ControlAsync(HttpMethod.Post, "faults", new { tokenRefusalStatus = refusal });
        await using var first = Sandboxed(_one);
        await using var second = Sandboxed(_two);
        await first.Client.GetContactAsync(1, Token);
        await second.Client.GetContactAsync(1, Token);
        Assert.Equal(1, await sandbox.CountAsync("POST tokens"));
        await sandbox.ControlAsync(HttpMethod.Post, "tokens/expire");

        var contacts = await Task.WhenAll(Enumerable.Range(0, 200).Select(call => (call % 2 == 0 ? first : second).Client.GetContactAsync(1, Token)));

        Assert.All(contacts, contact => Assert.Equal(1, contact!.ContactId));
        Assert.Equal(2, await sandbox.CountAsync("POST tokens"));
    }

    [Fact]
    public async Task Two_processes_with_an_expired_token_cause_one_token_request_and_log_no_secret()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        (string, string)[] settings = [("CallsPerSecond", "1000"), ("MaxConcurrentCalls", "50"), ("Timeout", "00:01:00")];
        await using var first = CallerProcess.Start(sandbox.Url, redis.ConnectionString, settings);
        await using var second = CallerProcess.Start(sandbox.Url, redis.ConnectionString, settings);
        var warm = await Task.WhenAll(first.RoundAsync(1, 1), second.RoundAsync(1, 1));
        Assert.All(warm, results => Assert.Equal(1, results.Succeeded));
        Assert.Equal(1, await sandbox.CountAsync("POST tokens"));
        await sandbox.ControlAsync(HttpMethod.Post, "tokens/expire");

        var rounds = await Task.WhenAll(first.RoundAsync(100, 50), second.RoundAsync(100, 50));

        Assert.All(rounds, results => Assert.Equal((100, 0), (results.Succeeded, results.Failed.Count)));
        Assert.Equal(2, await sandbox.CountAsync("POST tokens"));
        var logged = await first.EndAsync() + await second.EndAsync();
        Assert.Contains("Logged in to SuperOffice", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("8A:", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox-refresh-token", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox-client-secret", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotated_refresh_token_is_used_by_all_and_by_those_who_start_later()
    {
        await sandbox.ControlAsync(HttpMethod.Post, "faults", new { rotateRefreshTokens = true });
        await using var first = Sandboxed(_one);
        await using var second = Sandboxed(_two);

        for (var turn = 0; turn < 4; turn++)
        {
            await (turn % 2 == 0 ? first : second).Client.GetContactAsync(1, Token);
            await sandbox.ControlAsync(HttpMethod.Post, "tokens/expire");
        }

        await using var third = Sandboxed(_two);
        Assert.NotNull(await third.Client.GetContactAsync(1, Token));
        Assert.Equal(5, await sandbox.CountAsync("POST tokens"));
    }

    [Fact]
    public async Task Login_lies_in_Redis_sealed_before_the_first_call_uses_it()
    {
        await using var responder = await RotatingTokens.StartAsync();
        var atFirstCall = new TaskCompletionSource<RedisValue?>();
        responder.Api = async context =>
        {
            atFirstCall.TrySetResult((await RedisFixture.RecordAsync(_two))?.Value);
            await Responder.Json(context, 200, Records.Contact());
        };
        await using var host = ClientHost.For(responder.Url, null, _one);

        await host.Client.GetContactAsync(4711, Token);

        var record = (byte[])(await atFirstCall.Task)!.Value!;
        Assert.Equal(1, record[0]);
        Assert.DoesNotContain(ClientHost.Secret, Encoding.Latin1.GetString(record), StringComparison.Ordinal);
        Assert.DoesNotContain("8A:", Encoding.Latin1.GetString(record), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_configured_token_replaces_the_shared_one_and_an_older_does_not()
    {
        await using var responder = await RotatingTokens.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var old = ClientHost.For(responder.Url, time, _one);
        await old.Client.GetContactAsync(1, Token);
        await using var newer = ClientHost.For(responder.Url, time, _two, ("RefreshToken", "top-secret-newer"));
        await newer.Client.GetContactAsync(1, Token);

        await using var oldAgain = ClientHost.For(responder.Url, time, _one);
        await oldAgain.Client.GetContactAsync(1, Token);
        Assert.Equal(["top-secret-refresh", "top-secret-newer"], RotatingTokens.Given(responder));

        time.Advance(TimeSpan.FromHours(1));
        await old.Client.GetContactAsync(1, Token);
        time.Advance(TimeSpan.FromHours(1));
        await newer.Client.GetContactAsync(1, Token);
        Assert.Equal(["top-secret-rotated-2", "top-secret-rotated-3"], RotatingTokens.Given(responder).Skip(2));
    }

    [Fact]
    public async Task Refusal_is_shared_probed_once_a_minute_by_all_and_ended_by_a_newer_configured_token()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        responder.Token = context => Responder.Json(context, 400, """{"error":"invalid_grant"}""");
        await using var first = ClientHost.For(responder.Url, time, _one);
        await using var second = ClientHost.For(responder.Url, time, _two);

        for (var minute = 1; minute <= 3; minute++)
        {
            for (var call = 0; call < 3; call++)
            {
                Assert.Equal(FailureKind.Revoked, (await first.FailureAsync((client, token) => client.GetContactAsync(1, token))).Kind);
                Assert.Equal(FailureKind.Revoked, (await second.FailureAsync((client, token) => client.GetContactAsync(1, token))).Kind);
            }

            Assert.Equal(minute, responder.Tokens.Count);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var renewed = new ResponderToken(responder, "top-secret-newer");
        responder.Token = renewed.AnswerAsync;
        await using var third = ClientHost.For(responder.Url, time, _two, ("RefreshToken", "top-secret-newer"));
        Assert.Null(await third.Client.GetContactAsync(1, Token));
        Assert.Null(await first.Client.GetContactAsync(1, Token));
        Assert.Null(await second.Client.GetContactAsync(1, Token));
        Assert.Equal(4, responder.Tokens.Count);
    }

    [Fact]
    public async Task Renewal_by_another_process_does_not_hold_up_calls_whose_token_is_still_good()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder.Url, time, _one);
        await host.Client.GetContactAsync(1, Token);
        var (key, _) = (await RedisFixture.RecordAsync(_two))!.Value;
        var renewal = ((string)key!).Replace(":login:", ":renewal:", StringComparison.Ordinal);
        Assert.True(await _two.GetDatabase().LockTakeAsync(renewal, "another", TimeSpan.FromMinutes(1)));
        time.Advance(TimeSpan.FromMinutes(58));

        Assert.Null(await host.Client.GetContactAsync(1, Token));
        Assert.Single(responder.Tokens);

        time.Advance(TimeSpan.FromMinutes(3));
        var waiting = host.Client.GetContactAsync(1, Token);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Token);
        Assert.Single(responder.Tokens);
        await _two.GetDatabase().LockReleaseAsync(renewal, "another");
        Assert.Null(await waiting);
        Assert.Equal(2, responder.Tokens.Count);
    }

    private ClientHost Sandboxed(IConnectionMultiplexer connection) => ClientHost.For(
        sandbox.Url, null, connection,
        ("ClientId", "sandbox-client"), ("ClientSecret", "sandbox-client-secret"), ("RefreshToken", "sandbox-refresh-token"));

    /// <summary>Gives access to one refresh token.</summary>
    private sealed class ResponderToken(Responder responder, string accepted)
    {
        public Task AnswerAsync(Microsoft.AspNetCore.Http.HttpContext context) => RotatingTokens.Given(responder)[^1] == accepted
            ? Responder.Json(context, 200, """{"access_token":"8A:Cust10001.top-secret-x","expires_in":3600}""")
            : Responder.Json(context, 400, """{"error":"invalid_grant"}""");
    }
}
