using System.Net;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

/// <summary>
/// The receiver's checklist, a test each, against an ingress that demands token and signature. What refuses says 401 and stores nothing;
/// what is authentic is answered with 200 whatever it holds.
/// </summary>
[Collection(SharedRedis.Name)]
public sealed class SecurityChecklistTests(SecurityChecklistTests.SignedIngress ingress) : IClassFixture<SecurityChecklistTests.SignedIngress>, IAsyncLifetime
{
    private const string Path = IngressHost.DefaultPath;
    private const string Old = "an-old-secret-for-tests-of-44-characters-003";
    private static readonly (string, string) Token = ("X-Connector-Token", IngressHost.Token);

    private readonly IngressHost _host = ingress.Host;
    private long _before;

    public async ValueTask InitializeAsync() => _before = (await _host.AuditAsync()).Accepted;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Right_signature_and_token_are_taken()
    {
        await AssertTakenAsync(Bodies.Change());
    }

    public static TheoryData<string, Func<byte[], string>> BadSignatures => new()
    {
        { "by another secret", body => Signing.Of(body, "a-secret-for-tests-of-41-characters-00003") },
        { "by the token", body => Signing.Of(body, IngressHost.Token) },
        { "by nothing", body => Signing.Of(body, "") },
        { "of another body", body => Signing.Of([.. body, 0x20]) },
        { "of no body", _ => Signing.Of([]) },
        { "in hexadecimal", body => Convert.ToHexString(Convert.FromBase64String(Signing.Of(body))) },
        { "without padding", body => Signing.Of(body).TrimEnd('=') },
        { "with a prefix", body => "sha256=" + Signing.Of(body) },
        { "in the other case", body => string.Concat(Signing.Of(body).Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))) },
        { "with a blank inside", body => Signing.Of(body).Insert(10, " ") },
        { "no Base64, right length", _ => new string('!', 44) },
        { "all zero", _ => Convert.ToBase64String(new byte[32]) },
        { "empty", _ => "" },
        { "long", _ => new string('A', 8_000) },
        { "twice, joined", body => $"{Signing.Of(body)},{Signing.Of(body)}" },
    };

    [Theory]
    [MemberData(nameof(BadSignatures), DisableDiscoveryEnumeration = true)]
    public async Task Bad_signature_is_refused(string how, Func<byte[], string> sign)
    {
        using var body = Bodies.Change();
        var signature = sign(await body.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        await AssertRefusedAsync(body, how, Token, (Signing.Header, signature));
    }

    [Fact]
    public async Task Missing_signature_is_refused() => await AssertRefusedAsync(Bodies.Change(), "unsigned", Token);

    [Fact]
    public async Task Missing_token_is_refused_although_the_signature_is_right()
    {
        using var body = Bodies.Change();
        await AssertRefusedAsync(body, "no token", await Signing.HeaderOfAsync(body));
    }

    [Fact]
    public async Task Two_signature_headers_are_refused_even_if_both_are_right()
    {
        using var body = Bodies.Change();
        using var again = Bodies.Raw(await body.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var right = await Signing.HeaderOfAsync(body);

        await AssertRefusedAsync(body, "right and right", Token, right, right);
        await AssertRefusedAsync(again, "right and wrong", Token, right, (Signing.Header, new string('A', 44)));
    }

    [Theory]
    [InlineData("""{ "Event":"contact.changed"}""")]
    [InlineData("""{"event":"contact.changed"}""")]
    [InlineData("""{"Event":"contact\u002echanged"}""")]
    [InlineData("{\"Event\":\"contact.changed\"}\n")]
    [InlineData("\uFEFF{\"Event\":\"contact.changed\"}")]
    public async Task Signature_over_a_re_encoded_body_is_refused(string reEncoded)
    {
        using var original = Bodies.Json("""{"Event":"contact.changed"}""");
        await AssertRefusedAsync(Bodies.Json(reEncoded), reEncoded, Token, await Signing.HeaderOfAsync(original));
    }

    [Fact]
    public async Task Token_in_query_and_signature_are_taken()
    {
        using var body = Bodies.Change();
        Assert.Equal(HttpStatusCode.OK, await _host.PostWithAsync(body, $"{Path}?token={IngressHost.Token}", await Signing.HeaderOfAsync(body)));
        await AssertCountAsync(1);
    }

    [Fact]
    public async Task Signature_in_the_query_counts_for_nothing()
    {
        using var body = Bodies.Change();
        var (name, signature) = await Signing.HeaderOfAsync(body);
        Assert.Equal(HttpStatusCode.Unauthorized, await _host.PostWithAsync(body, $"{Path}?{name}={Uri.EscapeDataString(signature)}", Token));
    }

    [Fact]
    public async Task Replay_is_answered_200_and_is_no_second_job()
    {
        var bytes = await Bodies.Change().ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await AssertTakenAsync(Bodies.Raw(bytes));
        await AssertTakenAsync(Bodies.Raw(bytes), jobs: 1);
    }

    [Fact]
    public async Task Duplicate_id_in_another_body_about_the_same_is_no_second_job()
    {
        var id = Guid.NewGuid().ToString();
        await AssertTakenAsync(Bodies.Change(id));
        await AssertTakenAsync(Bodies.Change(id, context: "Default"), jobs: 1);
        // One save gives several events one id.
        await AssertTakenAsync(Bodies.Change(id, name: "person.changed"), jobs: 2);
    }

    [Theory]
    [InlineData(262_144, HttpStatusCode.OK)]
    [InlineData(262_145, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Oversize_is_refused_with_413_although_it_is_authentic(int bytes, HttpStatusCode expected)
    {
        using var body = Bodies.Raw(new byte[bytes]);
        Assert.Equal(expected, await _host.PostWithAsync(body, Path, Token, await Signing.HeaderOfAsync(body)));
    }

    [Fact]
    public async Task Rotation_takes_new_and_old_secret_and_refuses_the_revoked()
    {
        await AssertTakenAsync(Bodies.Change(), jobs: 1, secret: IngressHost.Secret);
        await AssertTakenAsync(Bodies.Change(), jobs: 2, secret: Old);
        using var body = Bodies.Change();
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await _host.PostWithAsync(body, Path, Token, await Signing.HeaderOfAsync(body, "the-secret-before-the-old-one-0000000004")));
        await AssertCountAsync(2);
    }

    [Fact]
    public async Task Wrong_content_type_is_refused_with_415_although_it_is_authentic()
    {
        using var body = Bodies.Change();
        body.Headers.ContentType = new("text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await _host.PostWithAsync(body, Path, Token, await Signing.HeaderOfAsync(body)));
        await AssertCountAsync(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"Event":"contact.changed","PrimaryKey":1,"PrimaryKey":""")]
    public async Task Broken_json_is_stored_and_answered_200(string json) => await AssertTakenAsync(Bodies.Json(json));

    [Fact]
    public async Task Deep_json_is_stored_and_answered_200() => await AssertTakenAsync(Bodies.Json($$"""{"Event":"contact.changed","Deep":{{new string('[', 200_000)}}"""));

    [Fact]
    public async Task Invalid_UTF8_is_stored_and_answered_200() =>
        await AssertTakenAsync(Bodies.Raw([.. "{\"Event\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]));

    [Fact]
    public async Task Log_injection_by_any_part_of_a_post_reaches_no_line()
    {
        const string forged = "x\\r\\ncrit: forged\\u001b[2J";
        using var body = Bodies.Json(
            $$"""{"EventId":"{{forged}}","Event":"{{forged}}","Entity":"{{forged}}","WebhookName":"{{forged}}","ContextIdentifier":"{{forged}}","Timestamp":"{{forged}}"}""");
        Assert.Equal(
            HttpStatusCode.OK,
            await _host.PostWithAsync(body, $"{Path}?token={IngressHost.Token}&forged=%0d%0aforged", await Signing.HeaderOfAsync(body)));
        Assert.Equal(HttpStatusCode.NotFound, await _host.PostWithAsync(Bodies.Change(), $"{Path}/Cust%0d%0aforged"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await _host.PostWithAsync(Bodies.Change(), Path, ("X-Connector-Token", "forged"), (Signing.Header, "forged"), ("X-Forwarded-For", "forged"), ("X-SuperOffice-Event", "forged")));

        Assert.DoesNotContain(_host.Logs.GetSnapshot(), line => line.Category!.StartsWith("Connector", StringComparison.Ordinal) && line.Message.Contains("forged", StringComparison.Ordinal));
        Assert.Empty(_host.Sink.LinesWith("crit: forged"));
    }

    [Theory]
    [InlineData(200, "X-Flood: 1\r\n", "431")]
    [InlineData(90, "X-SuperOffice-Signature: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n", "401")]
    [InlineData(90, "X-Connector-Token: wrong\r\n", "401")]
    [InlineData(2_000, "X-Flood: 0123456789012345678901234567890123456789\r\n", "431")]
    public async Task Header_flood_is_refused_and_the_next_post_is_taken(int times, string header, string expected)
    {
        var flood = string.Concat(Enumerable.Repeat(header, times));
        var answer = await _host.SendRawAsync($"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n{flood}\r\n{{}}");

        Assert.StartsWith($"HTTP/1.1 {expected}", answer, StringComparison.Ordinal);
        await AssertTakenAsync(Bodies.Change());
    }

    [Theory]
    [InlineData("")]
    [InlineData("X-Connector-Token: wrong\r\n")]
    [InlineData("X-Connector-Token: " + IngressHost.Token + "\r\n")]
    [InlineData("X-Connector-Token: " + IngressHost.Token + "\r\nX-SuperOffice-Signature: short\r\n")]
    public async Task What_can_prove_nothing_is_refused_before_its_body_is_read(string headers)
    {
        // The body never comes: whoever waited for it would not answer.
        var answer = await _host.SendRawAsync(
            $"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n{headers}\r\n");

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
    }

    private async Task AssertTakenAsync(HttpContent body, int jobs = 1, string secret = IngressHost.Secret)
    {
        Assert.Equal(HttpStatusCode.OK, await _host.PostWithAsync(body, Path, Token, await Signing.HeaderOfAsync(body, secret)));
        await AssertCountAsync(jobs);
    }

    private async Task AssertRefusedAsync(HttpContent body, string how, params (string, string)[] headers)
    {
        Assert.True(await _host.PostWithAsync(body, Path, headers) == HttpStatusCode.Unauthorized, how);
        await AssertCountAsync(0);
    }

    private async Task AssertCountAsync(long jobs) => Assert.Equal(jobs, (await _host.AuditAsync()).Accepted - _before);

    public sealed class SignedIngress(RedisFixture redis) : IAsyncLifetime
    {
        internal IngressHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await redis.FlushAsync();
            Host = IngressHost.Start(
                redis,
                ("Ingress:WebhookSecret", IngressHost.Secret),
                ("Ingress:WebhookSecretPrevious", Old),
                ("Ingress:FailuresPerMinute", "10000"));
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
