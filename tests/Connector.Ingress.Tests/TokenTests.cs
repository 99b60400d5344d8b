using System.Net;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class TokenTests(IngressFixture fixture) : IClassFixture<IngressFixture>
{
    private const string Right = IngressHost.Token;
    private readonly IngressHost _host = fixture.Host;

    [Theory]
    [InlineData("/connector/webhook", Right)]
    [InlineData("/connector/webhook/", Right)]
    [InlineData("/connector/webhook/Cust10001", Right)]
    [InlineData("/connector/webhook/cust10001", Right)]
    [InlineData("/connector/webhook?token=" + Right, null)]
    [InlineData("/connector/webhook?other=1&TOKEN=" + Right, null)]
    [InlineData("/connector/webhook/Cust10001?token=" + Right, null)]
    [InlineData("/connector/webhook?token=%61-token-for-tests-of-40-characters-00001", null)]
    [InlineData("/connector/webhook?token=" + Right, Right)]
    public async Task The_right_token_is_taken_from_header_and_query(string path, string? header)
    {
        var before = (await _host.AuditAsync()).Accepted;
        using var response = await _host.PostAsync(Bodies.Change(), path, header, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(before + 1, (await _host.AuditAsync()).Accepted);
    }

    [Theory]
    [InlineData("/connector/webhook", null)]
    [InlineData("/connector/webhook", "")]
    [InlineData("/connector/webhook", "wrong")]
    [InlineData("/connector/webhook", Right + "1")]
    [InlineData("/connector/webhook", "A-token-for-tests-of-40-characters-00001")]
    [InlineData("/connector/webhook", "a-token-for-tests-of-40-characters-0000")]
    [InlineData("/connector/webhook?token=", null)]
    [InlineData("/connector/webhook?token=wrong", null)]
    [InlineData("/connector/webhook?token", null)]
    [InlineData("/connector/webhook?tokens=" + Right, null)]
    [InlineData("/connector/webhook?token=" + Right + "&token=wrong", null)]
    [InlineData("/connector/webhook?token=wrong", Right)]
    [InlineData("/connector/webhook?token=" + Right, "wrong")]
    [InlineData("/connector/webhook?token=%FF%00", null)]
    public async Task Everything_else_is_answered_401_and_stores_nothing(string path, string? header)
    {
        var before = (await _host.AuditAsync()).Accepted;
        using var response = await _host.PostAsync(Bodies.Change(), path, header, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(before, (await _host.AuditAsync()).Accepted);
    }

    [Fact]
    public async Task A_second_header_with_a_wrong_token_spoils_the_right_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, IngressHost.DefaultPath) { Content = Bodies.Change() };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("X-Connector-Token", [Right, "wrong"]);
        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData(7_000)]
    [InlineData(20_000)]
    public async Task A_very_long_token_is_refused(int length)
    {
        using var response = await _host.PostAsync(
            Bodies.Change(), token: new string('x', length), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
