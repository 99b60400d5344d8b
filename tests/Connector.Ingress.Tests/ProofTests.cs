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

    // Which token a post carries, which secret it is signed with; whose use the log tells. Without the old ones set, they prove nothing.
    [Theory]
    [InlineData("new", "new", true, HttpStatusCode.OK, "")]
    [InlineData("old", "new", true, HttpStatusCode.OK, "Ingress:WebhookTokenPrevious")]
    [InlineData("new", "old", true, HttpStatusCode.OK, "Ingress:WebhookSecretPrevious")]
    [InlineData("old", "old", true, HttpStatusCode.OK, "Ingress:WebhookTokenPrevious Ingress:WebhookSecretPrevious")]
    [InlineData("old", "", true, HttpStatusCode.Unauthorized, "")]
    [InlineData("", "old", true, HttpStatusCode.Unauthorized, "")]
    [InlineData("old", "wrong", true, HttpStatusCode.Unauthorized, "")]
    [InlineData("wrong", "old", true, HttpStatusCode.Unauthorized, "")]
    [InlineData("", "", true, HttpStatusCode.Unauthorized, "")]
    [InlineData("new", "new", false, HttpStatusCode.OK, "")]
    [InlineData("old", "new", false, HttpStatusCode.Unauthorized, "")]
    [InlineData("new", "old", false, HttpStatusCode.Unauthorized, "")]
    public async Task Whoever_replaces_a_token_or_a_secret_is_told_whether_the_one_before_is_still_used(
        string token, string secret, bool oldAreSet, HttpStatusCode expected, string told)
    {
        await redis.FlushAsync();
        const string oldSecret = "an-old-secret-for-tests-of-44-characters-007";
        await using var host = IngressHost.Start(
            redis,
            ("Ingress:WebhookSecret", IngressHost.Secret),
            ("Ingress:WebhookTokenPrevious", oldAreSet ? OldToken : ""),
            ("Ingress:WebhookSecretPrevious", oldAreSet ? oldSecret : ""));

        for (var post = 0; post < 2; post++)
        {
            using var body = Bodies.Change();
            var (itsToken, itsSecret) = (Of(token, IngressHost.Token, OldToken), Of(secret, IngressHost.Secret, oldSecret));
            List<(string, string)> headers = itsToken.Length == 0 ? [] : [("X-Connector-Token", itsToken)];
            headers.AddRange(itsSecret.Length == 0 ? [] : [await Signing.HeaderOfAsync(body, itsSecret)]);
            Assert.Equal(expected, await host.PostWithAsync(body, IngressHost.DefaultPath, [.. headers]));
        }

        var lines = host.Logs.GetSnapshot().Where(line => line.Id.Name == "PreviousKeyUsed").Select(line => line.Message.Split(' ')[0]);
        Assert.Equal(told, string.Join(' ', lines));
        Assert.Empty(host.Sink.LinesWith(OldToken));

        static string Of(string which, string now, string before) => which switch { "new" => now, "old" => before, _ => which };
    }
}
