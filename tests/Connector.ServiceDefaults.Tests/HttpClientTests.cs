using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connector.ServiceDefaults.Tests;

public sealed class HttpClientTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://thing/")]
    [InlineData("http://_admin.thing/")]
    public async Task A_client_finds_a_resource_by_its_name(string address)
    {
        await using var other = await TestApp.StartPlainAsync(app => app.MapGet("/", () => "found"));
        await using var app = await TestApp.StartAsync(builder =>
        {
            builder.Set("services:thing:http:0", other.Address().ToString());
            builder.Set("services:thing:admin:0", other.Address().ToString());
        });

        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        Assert.Equal("found", await client.GetStringAsync(new Uri(address), _ct));
    }

    [Theory]
    [InlineData("plain", "GET", 1)]
    [InlineData("plain", "PATCH", 1)]
    [InlineData("resilient", "GET", 2)]
    [InlineData("resilient", "POST", 1)]
    [InlineData("resilient", "PATCH", 1)]
    public async Task Only_a_safe_call_of_a_client_that_asked_for_it_is_repeated(string name, string method, int attempts)
    {
        var seen = 0;
        await using var other = await TestApp.StartPlainAsync(app => app.Map("/", (HttpContext context) =>
            context.Response.StatusCode = Interlocked.Increment(ref seen) == 1 ? 503 : 200));
        await using var app = await TestApp.StartAsync(builder =>
        {
            builder.Services.AddHttpClient("plain");
            builder.Services.AddHttpClient("resilient").AddDefaultResilience();
            builder.Services.ConfigureAll<Microsoft.Extensions.Http.Resilience.HttpStandardResilienceOptions>(
                options => options.Retry.Delay = TimeSpan.FromMilliseconds(1));
        });

        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(name);
        using var request = new HttpRequestMessage(new HttpMethod(method), other.Address());
        using var response = await client.SendAsync(request, _ct);

        Assert.Equal(attempts, seen);
        Assert.Equal(attempts == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, response.StatusCode);
    }
}
