using System.Net;
using System.Text.RegularExpressions;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Repository.Tests.Starting;

/// <summary>A rolling restart as load balancers see it.</summary>
public sealed partial class DrainTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_ingress_that_is_asked_to_end_turns_unready_takes_posts_for_a_while_and_ends()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: _ct);
        await using var ingress = await RunningService.StartAsync(
            "Ingress", WorkableSettings.With(("ConnectionStrings:redis", redis.ConnectionString), ("Shutdown:Drain", "00:00:10")), _ct);
        await Eventually.TrueAsync(async () => await StatusAsync(ingress, "/health") == HttpStatusCode.OK, cancellationToken: _ct);

        ingress.Terminate();
        await ingress.SaysAsync(Draining(), _ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(ingress, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ingress, "/alive"));
        using var post = new HttpRequestMessage(HttpMethod.Post, "/connector/webhook")
        {
            Headers = { { "X-Connector-Token", "thirty-two-characters-0123456789" } },
            Content = new StringContent(
                """{"EventId":"e1","Event":"contact.changed","PrimaryKey":4711,"ContextIdentifier":"Cust10001"}""", null, "application/json"),
        };
        using var answer = await ingress.Client.SendAsync(post, _ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await ingress.EndAsync(_ct));
    }

    private async Task<HttpStatusCode> StatusAsync(RunningService service, string path)
    {
        using var answer = await service.Client.GetAsync(new Uri(path, UriKind.Relative), _ct);
        return answer.StatusCode;
    }

    [GeneratedRegex("Asked to end")]
    private static partial Regex Draining();
}
