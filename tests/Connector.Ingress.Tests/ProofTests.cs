using System.Net;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class ProofTests(RedisFixture redis)
{
    private const string OldToken = "an-old-token-for-tests-of-43-characters-005";

    // Of the posts with nothing, a token, a signature, and both: which are taken.
    [Theory]
    [InlineData(null, true, true, "both")]
    [InlineData(null, true, false, "token both")]
    [InlineData(null, false, true, "signature both")]
    [InlineData("Both", true, true, "both")]
    [InlineData("Token", true, true, "token both")]
    [InlineData("Signature", true, true, "signature both")]
    [InlineData("Either", true, true, "token signature both")]
    [InlineData("either", true, true, "token signature both")]
    public async Task The_proof_says_what_a_post_must_bring(string? proof, bool hasToken, bool hasSecret, string taken)
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(
            redis,
            ("Ingress:WebhookToken", hasToken ? IngressHost.Token : ""),
            ("Ingress:WebhookSecret", hasSecret ? IngressHost.Secret : ""),
            ("Ingress:Proof", proof));
        (string, string) token = ("X-Connector-Token", IngressHost.Token);

        var answers = new List<string>();
        foreach (var what in (string[])["nothing", "token", "signature", "both"])
        {
            using var body = Bodies.Change();
            List<(string, string)> headers = what is "token" or "both" ? [token] : [];
            headers.AddRange(what is "signature" or "both" ? [await Signing.HeaderOfAsync(body)] : []);
            if (await host.PostWithAsync(body, IngressHost.DefaultPath, [.. headers]) == HttpStatusCode.OK)
            {
                answers.Add(what);
            }
        }

        Assert.Equal(taken, string.Join(' ', answers));
    }

    [Theory]
    [InlineData(IngressHost.Token, "wrong", HttpStatusCode.OK)]
    [InlineData("wrong", null, HttpStatusCode.OK)]
    [InlineData("wrong", "wrong", HttpStatusCode.Unauthorized)]
    public async Task Either_of_the_two_is_enough_whatever_the_other_is(string token, string? signature, HttpStatusCode expected)
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:WebhookSecret", IngressHost.Secret), ("Ingress:Proof", "Either"));
        using var body = Bodies.Change();
        var (name, right) = await Signing.HeaderOfAsync(body);

        Assert.Equal(expected, await host.PostWithAsync(body, IngressHost.DefaultPath, ("X-Connector-Token", token), (name, signature ?? right)));
    }

    [Theory]
    [InlineData(IngressHost.Token, null, HttpStatusCode.OK)]
    [InlineData(OldToken, null, HttpStatusCode.OK)]
    [InlineData("the-token-before-the-old-one-0000000006", null, HttpStatusCode.Unauthorized)]
    [InlineData(OldToken, IngressHost.Token, HttpStatusCode.OK)]
    [InlineData(OldToken, "wrong", HttpStatusCode.Unauthorized)]
    public async Task While_tokens_rotate_new_and_old_are_taken_and_the_revoked_is_not(string header, string? query, HttpStatusCode expected)
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:WebhookTokenPrevious", OldToken));
        var path = query is null ? IngressHost.DefaultPath : $"{IngressHost.DefaultPath}?token={query}";

        using var response = await host.PostAsync(Bodies.Change(), path, header, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }
}
