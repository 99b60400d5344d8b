using Connector.SuperOffice.Tests.Responding;
using Connector.SuperOffice.Tests.Sharing;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Connector.SuperOffice.Tests.Authentication;

/// <summary>What becomes of a login that processes share when Redis is away, silent, or holds something else.</summary>
public sealed class SharedLoginTroubleTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private ConnectionMultiplexer _one = null!;
    private ConnectionMultiplexer _two = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        (_one, _two) = (await redis.ConnectAsync(), await redis.ConnectAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("version")]
    [InlineData("cut")]
    [InlineData("secret")]
    public async Task Record_that_cannot_be_opened_counts_as_missing_and_is_replaced(string how)
    {
        await using var responder = await Responder.StartAsync();
        await using var first = ClientHost.For(responder.Url, null, _one);
        await first.Client.GetContactAsync(1, Token);
        var (key, value) = (await RedisFixture.RecordAsync(_one))!.Value;
        var bytes = (byte[])value!;
        bytes[how == "version" ? 0 : ^1] ^= how == "secret" ? (byte)0 : (byte)0xFF;
        await _one.GetDatabase().StringSetAsync(key, how == "cut" ? bytes[..20] : bytes);

        await using var second = ClientHost.For(responder.Url, null, _two, how == "secret" ? [("ClientSecret", "top-secret-other")] : []);
        await second.Client.GetContactAsync(1, Token);
        await using var third = ClientHost.For(responder.Url, null, _two, how == "secret" ? [("ClientSecret", "top-secret-other")] : []);
        await third.Client.GetContactAsync(1, Token);

        Assert.Equal(2, responder.Tokens.Count);
        Assert.Single(second.LogLines, line => line.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redis_that_goes_away_leaves_each_process_its_own_login_and_gets_a_rotated_token_when_it_is_back()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var own = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString, options => options.ReconnectRetryPolicy = new LinearRetry(100));
        await using var responder = await RotatingTokens.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder.Url, time, own);
        await host.Client.GetContactAsync(1, Token);
        await server.KillAsync();

        time.Advance(TimeSpan.FromHours(1));
        await host.Client.GetContactAsync(1, Token);
        time.Advance(TimeSpan.FromHours(1));
        await host.Client.GetContactAsync(1, Token);
        Assert.Equal(["top-secret-refresh", "top-secret-rotated-1", "top-secret-rotated-2"], RotatingTokens.Given(responder));
        Assert.Single(host.LogLines, line => line.Contains("logs in to SuperOffice for itself", StringComparison.Ordinal));

        await server.RestartAsync(Token);
        await Eventually.TrueAsync(() => own.IsConnected, cancellationToken: Token);
        time.Advance(TimeSpan.FromSeconds(6));
        await host.Client.GetContactAsync(1, Token);
        await using var later = await server.ConnectAsync();
        await using var second = ClientHost.For(responder.Url, time, later);
        await second.Client.GetContactAsync(1, Token);
        Assert.Equal(3, responder.Tokens.Count);
        time.Advance(TimeSpan.FromHours(1));
        await second.Client.GetContactAsync(1, Token);
        Assert.Equal("top-secret-rotated-3", RotatingTokens.Given(responder)[^1]);
        Assert.Single(host.LogLines, line => line.Contains("Redis answers again: the login", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redis_that_does_not_answer_delays_a_call_by_its_patience_and_no_more()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        // A command's time-out is much longer than patience, however busy the machine is.
        await using var own = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",asyncTimeout=120000,syncTimeout=120000");
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder.Url, null, own);
        server.Pause();
        try
        {
            await host.Client.GetContactAsync(1, Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
            await host.Client.GetContactAsync(1, Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        }
        finally
        {
            server.Resume();
        }

        Assert.Single(responder.Tokens);
    }

    [Fact]
    public async Task Redis_that_lost_the_record_gets_it_back_from_who_holds_it()
    {
        await using var responder = await RotatingTokens.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = ClientHost.For(responder.Url, time, _one);
        await host.Client.GetContactAsync(1, Token);
        await redis.FlushAsync();

        time.Advance(TimeSpan.FromHours(1));
        await host.Client.GetContactAsync(1, Token);

        Assert.Equal("top-secret-rotated-1", RotatingTokens.Given(responder)[^1]);
    }
}
