using System.Security.Cryptography;
using Connector.SuperOffice.Identity;
using Connector.SuperOffice.Tests.Responding;
using Connector.SuperOffice.Tests.Sandbox;
using Connector.SuperOffice.Tests.Sharing;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Connector.SuperOffice.Tests.Authentication;

public sealed class SystemUserTests(RedisFixture redis, SandboxServer sandbox) : IClassFixture<RedisFixture>, IClassFixture<SandboxServer>, IAsyncLifetime
{
    private const string Login = "POST PartnerSystemUser";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        await sandbox.ControlAsync(HttpMethod.Post, "reset");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task System_user_reads_and_is_dedicated()
    {
        await using var host = await HostAsync(sandbox);

        Assert.NotNull(await host.Client.GetContactAsync(1, Token));
        Assert.Equal(new CrmIdentity(99, "currentPrincipal", Dedicated: true), await host.Client.GetIdentityAsync(Token));
        Assert.Equal((1, 0), (await sandbox.CountAsync(Login), await sandbox.CountAsync("POST tokens")));
    }

    [Fact]
    public async Task Blocked_identity_call_leaves_the_claim_of_the_login()
    {
        await sandbox.ControlAsync(HttpMethod.Post, "faults", new { currentPrincipalStatus = 500 });
        await using var host = await HostAsync(sandbox);

        Assert.Equal(new CrmIdentity(99, "id_token", Dedicated: true), await host.Client.GetIdentityAsync(Token));
    }

    [Fact]
    public async Task Explicit_setting_wins_over_the_kind_of_user()
    {
        await using var host = await HostAsync(sandbox, settings: ("DedicatedUser", "false"));

        Assert.False((await host.Client.GetIdentityAsync(Token)).Dedicated);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Ended_ticket_is_replaced_by_one_login_for_all_hosts(int refusal)
    {
        await using var one = await redis.ConnectAsync();
        await using var two = await redis.ConnectAsync();
        await sandbox.ControlAsync(HttpMethod.Post, "faults", new { tokenRefusalStatus = refusal });
        await using var first = await HostAsync(sandbox, redis: one);
        await using var second = await HostAsync(sandbox, redis: two);
        await first.Client.GetContactAsync(1, Token);
        await second.Client.GetContactAsync(1, Token);
        Assert.Equal(1, await sandbox.CountAsync(Login));
        await sandbox.ControlAsync(HttpMethod.Post, "tokens/expire");

        await Task.WhenAll(Enumerable.Range(0, 100).Select(call => (call % 2 == 0 ? first : second).Client.GetContactAsync(1, Token)));

        Assert.Equal(2, await sandbox.CountAsync(Login));
        var (key, value) = (await RedisFixture.RecordAsync(one))!.Value;
        Assert.DoesNotContain("7T:", System.Text.Encoding.Latin1.GetString((byte[])value!), StringComparison.Ordinal);
        Assert.InRange((await one.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromHours(5.6), TimeSpan.FromHours(5.7));
    }

    [Fact]
    public async Task Ticket_is_prolonged_by_use_and_replaced_after_six_hours_without()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        using var later = new SandboxServer(time);
        await using var host = await HostAsync(later, time);
        await host.Client.GetContactAsync(1, Token);
        for (var use = 0; use < 3; use++)
        {
            time.Advance(TimeSpan.FromHours(5));
            await host.Client.GetContactAsync(1, Token);
        }

        Assert.Equal(1, await later.CountAsync(Login));
        time.Advance(TimeSpan.FromHours(5.9));
        var calls = await later.CountAsync("GET Contact");
        await host.Client.GetContactAsync(1, Token);

        // Nearly ended: it is not even tried.
        Assert.Equal((2, calls + 1), (await later.CountAsync(Login), await later.CountAsync("GET Contact")));
    }

    [Fact]
    public async Task Use_by_one_process_prolongs_the_ticket_for_the_other()
    {
        await using var connection = await redis.ConnectAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        using var later = new SandboxServer(time);
        await using var busy = await HostAsync(later, time, connection);
        await using var idle = await HostAsync(later, time, connection);
        await busy.Client.GetContactAsync(1, Token);
        await idle.Client.GetContactAsync(1, Token);
        var (key, _) = (await RedisFixture.RecordAsync(connection))!.Value;
        await connection.GetDatabase().KeyExpireAsync(key, TimeSpan.FromMinutes(50));

        time.Advance(TimeSpan.FromHours(5));
        await busy.Client.GetContactAsync(1, Token);
        Assert.InRange((await connection.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromHours(5.6), TimeSpan.FromHours(5.7));
        time.Advance(TimeSpan.FromHours(5));
        Assert.NotNull(await idle.Client.GetContactAsync(1, Token));

        Assert.Equal(1, await later.CountAsync(Login));
    }

    [Fact]
    public async Task Refused_login_is_a_lasting_state_with_advice()
    {
        await sandbox.ControlAsync(HttpMethod.Post, "faults", new { systemUserRefused = true });
        await using var host = await HostAsync(sandbox);

        for (var call = 0; call < 3; call++)
        {
            var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
            Assert.Equal((FailureKind.Revoked, FailureScope.Tenant), (failure.Kind, failure.Scope));
            Assert.Contains("SO_PRIVATE_KEY_FILE", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, await sandbox.CountAsync(Login));
    }

    [Fact]
    public async Task Another_applications_key_is_refused()
    {
        using var other = RSA.Create(2048);
        await using var host = await HostAsync(sandbox, settings: ("PrivateKey", other.ExportPkcs8PrivateKeyPem()));

        Assert.Equal(FailureKind.Revoked, (await host.FailureAsync((client, token) => client.GetContactAsync(1, token))).Kind);
    }

    [Theory]
    [InlineData("1000100010", true)]
    [InlineData("2000200020", false)]
    public async Task Configured_serial_must_be_the_tickets(string serial, bool accepted)
    {
        await using var host = await HostAsync(sandbox, settings: ("Serial", serial));

        if (accepted)
        {
            Assert.NotNull(await host.Client.GetContactAsync(1, Token));
            return;
        }

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
        Assert.Equal(FailureKind.Revoked, failure.Kind);
        Assert.Contains("SuperOffice:Serial", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_is_read_from_a_file_in_each_form()
    {
        using var key = RSA.Create();
        key.ImportFromPem((await sandbox.ControlAsync(HttpMethod.Get, "system-user"))["privateKey"]!.GetValue<string>());
        var file = Path.GetTempFileName();
        try
        {
            foreach (var form in new[] { key.ExportPkcs8PrivateKeyPem(), key.ExportRSAPrivateKeyPem(), key.ToXmlString(includePrivateParameters: true) })
            {
                await File.WriteAllTextAsync(file, form, Token);
                await using var host = await HostAsync(sandbox, settings: [("PrivateKey", ""), ("PrivateKeyFile", file)]);
                Assert.NotNull(await host.Client.GetContactAsync(1, Token));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<ClientHost> HostAsync(
        SandboxServer sandbox, FakeTimeProvider? time = null, IConnectionMultiplexer? redis = null, params (string Key, string Value)[] settings)
    {
        var user = await sandbox.ControlAsync(HttpMethod.Get, "system-user");
        return ClientHost.For(
            sandbox.Url, time, redis,
            [
                ("Login", "SystemUser"), ("ClientId", "sandbox-client"), ("ClientSecret", "sandbox-client-secret"), ("RefreshToken", ""),
                ("SystemUserToken", user["systemUserToken"]!.GetValue<string>()), ("PrivateKey", user["privateKey"]!.GetValue<string>()), .. settings,
            ]);
    }
}
