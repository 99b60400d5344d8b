using System.Diagnostics.Metrics;
using System.Net;
using Connector.Testing;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Tests.Scraping;

public sealed class ScrapeTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_are_at_their_own_port_and_not_at_the_services()
    {
        var scraped = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var app = await TestApp.StartAsync(builder => builder.Set("Prometheus:Url", scraped.GetLeftPart(UriPartial.Authority)));
        using var meter = new Meter("Connector.Tests");
        meter.CreateCounter<long>("connector.tests.apples", "{apple}").Add(3, new KeyValuePair<string, object?>("kind", "red"));
        using var client = new HttpClient();

        var text = await client.GetStringAsync(new Uri(scraped, "/metrics"), _ct);

        Assert.Matches(@"connector_tests_apples_total\{[^}]*kind=""red""[^}]*\} 3", text);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, new Uri(app.Address(), "/metrics")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, new Uri(scraped, "/health")));
        await app.StopAsync(_ct);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(scraped, "/metrics"), _ct));
    }

    [Fact]
    public async Task Without_the_setting_there_are_none()
    {
        await using var app = await TestApp.StartAsync();
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, new Uri(app.Address(), "/metrics")));
    }

    [Theory]
    [InlineData("https://localhost:9464")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:9464/metrics")]
    public async Task An_address_that_is_none_is_refused(string url)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => TestApp.StartAsync(builder => builder.Set("Prometheus:Url", url)));
        Assert.Contains("Prometheus:Url must be such as http://localhost:9464", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(HttpClient client, Uri address)
    {
        using var response = await client.GetAsync(address, _ct);
        return response.StatusCode;
    }
}
