using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Sandbox.Tests.Tenant;

/// <summary>The page on which a person lets the application in, and the code it gives.</summary>
public sealed class AuthorizationTests
{
    private const string Redirect = "http://127.0.0.1:8009/callback";
    private const string Verifier = "a-verifier-of-at-least-forty-three-characters-0123456789";
    private const string Authorize = "/login/common/oauth/authorize";

    [Fact]
    public async Task A_person_who_allows_it_gives_a_code_that_is_worth_their_tokens_once()
    {
        using var host = new SandboxHost();
        var page = await host.Http.GetStringAsync(QueryHelpers.AddQueryString(Authorize, Question()), Cancel);
        Assert.Contains("Bernd Becker", page, StringComparison.Ordinal);

        var sentTo = await AnswerAsync(host, []);
        Assert.Equal("a-state", sentTo["state"]);
        var redeemed = await RedeemAsync(host, sentTo["code"]!);
        var answer = await SandboxHost.JsonAsync(redeemed);
        using var refreshed = await host.TokenAsync(new() { ["refresh_token"] = $"{answer["refresh_token"]}" });
        using var again = await RedeemAsync(host, sentTo["code"]!);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest), (redeemed.StatusCode, refreshed.StatusCode, again.StatusCode));
        var claims = ClaimsOf(answer);
        Assert.Equal(("a-nonce", "12"), ($"{claims["nonce"]}", $"{claims["http://schemes.superoffice.net/identity/associateid"]}"));
        Assert.Null(claims["http://schemes.superoffice.net/identity/system_token"]);
    }

    [Fact]
    public async Task An_administrator_gives_the_system_users_token_too()
    {
        using var host = new SandboxHost();
        var sentTo = await AnswerAsync(host, new() { ["user"] = "ANNA" });

        var claims = ClaimsOf(await SandboxHost.JsonAsync(await RedeemAsync(host, sentTo["code"]!)));

        Assert.Equal("SandboxConnector-0123456789", $"{claims["http://schemes.superoffice.net/identity/system_token"]}");
    }

    [Theory]
    [InlineData("redirect_uri", "http://127.0.0.1:8009/callback/", "InvalidRedirectUrl")]
    [InlineData("redirect_uri", "https://attacker.example/", "InvalidRedirectUrl")]
    [InlineData("client_id", "another", "client_id is not registered")]
    [InlineData("code_challenge_method", "plain", "PKCE with S256")]
    [InlineData("code_challenge", "", "PKCE with S256")]
    [InlineData("response_type", "token", "response_type=code")]
    public async Task A_question_that_is_not_in_order_is_shown_to_the_person_and_redirects_nobody(string parameter, string value, string says)
    {
        using var host = new SandboxHost();
        var question = Question();
        question[parameter] = value;

        using var asked = await host.Http.GetAsync(QueryHelpers.AddQueryString(Authorize, question), Cancel);
        using var answered = await PostAsync(host, new(question!) { ["tenant"] = "Cust10001", ["user"] = "BERND", ["decision"] = "allow" });

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (asked.StatusCode, answered.StatusCode));
        Assert.Contains(says, await asked.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Null(answered.Headers.Location);
    }

    [Fact]
    public async Task A_person_who_denies_it_gives_none()
    {
        using var host = new SandboxHost();
        var sentTo = await AnswerAsync(host, new() { ["decision"] = "deny" });

        Assert.Equal(("access_denied", "a-state", null), (sentTo["error"], sentTo["state"], sentTo.GetValueOrDefault("code")));
    }

    [Theory]
    [InlineData("code_verifier", "another-verifier-of-at-least-forty-three-characters")]
    [InlineData("redirect_uri", "http://127.0.0.1:8009/other")]
    [InlineData("code", "0123")]
    public async Task A_code_is_worth_nothing_with_what_does_not_belong_to_it(string parameter, string value)
    {
        using var host = new SandboxHost();
        var sentTo = await AnswerAsync(host, []);

        using var refused = await RedeemAsync(host, sentTo["code"]!, (parameter, value));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("invalid_grant", $"{(await SandboxHost.JsonAsync(refused))["error"]}");
    }

    [Fact]
    public async Task A_code_ends_after_ten_minutes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        using var host = new SandboxHost([], time);
        var sentTo = await AnswerAsync(host, []);

        time.Advance(TimeSpan.FromMinutes(10));
        using var late = await RedeemAsync(host, sentTo["code"]!);

        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
    }

    [Fact]
    public async Task Another_tenant_that_is_chosen_is_named_in_the_token_and_its_tokens_open_nothing_here()
    {
        using var host = new SandboxHost();
        var sentTo = await AnswerAsync(host, new() { ["tenant"] = "Cust10002" });
        var answer = await SandboxHost.JsonAsync(await RedeemAsync(host, sentTo["code"]!));
        using var refreshed = await host.TokenAsync(new() { ["refresh_token"] = $"{answer["refresh_token"]}" });

        Assert.Equal("Cust10002", $"{ClaimsOf(answer)["http://schemes.superoffice.net/identity/ctx"]}");
        Assert.Equal(HttpStatusCode.BadRequest, refreshed.StatusCode);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Dictionary<string, string?> Question() => new()
    {
        ["client_id"] = "sandbox-client",
        ["redirect_uri"] = Redirect,
        ["response_type"] = "code",
        ["scope"] = "openid",
        ["state"] = "a-state",
        ["nonce"] = "a-nonce",
        ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
        ["code_challenge_method"] = "S256",
    };

    private static async Task<Dictionary<string, string?>> AnswerAsync(SandboxHost host, Dictionary<string, string> changes)
    {
        var form = new Dictionary<string, string?>(Question()) { ["tenant"] = "Cust10001", ["user"] = "BERND", ["decision"] = "allow" };
        foreach (var (name, value) in changes)
        {
            form[name] = value;
        }

        using var answered = await PostAsync(host, form);
        Assert.Equal(HttpStatusCode.Redirect, answered.StatusCode);
        Assert.StartsWith(Redirect + "?", answered.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(answered.Headers.Location.Query).ToDictionary(one => one.Key, one => (string?)one.Value.ToString());
    }

    private static async Task<HttpResponseMessage> PostAsync(SandboxHost host, Dictionary<string, string?> form)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Http.BaseAddress };
        using var content = new FormUrlEncodedContent(form!);
        return await browser.PostAsync(Authorize, content, Cancel);
    }

    private static Task<HttpResponseMessage> RedeemAsync(SandboxHost host, string code, (string Name, string Value)? change = null)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Redirect, ["code_verifier"] = Verifier };
        if (change is var (name, value))
        {
            form[name] = value;
        }

        return host.TokenAsync(form);
    }

    private static JsonNode ClaimsOf(JsonNode answer) => JsonNode.Parse(Base64Url.DecodeFromChars($"{answer["id_token"]}".Split('.')[1]))!;
}
