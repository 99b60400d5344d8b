using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.ServiceDefaults.Tests.Health;

public sealed partial class HealthTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task A_service_in_production_answers_healthy(string path)
    {
        await using var app = await TestApp.StartAsync(builder => builder.Environment.EnvironmentName = "Production");

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(app.Address(), path));
    }

    [Fact]
    public async Task A_failing_dependency_makes_it_unready_but_not_dead_and_tells_no_detail()
    {
        await using var app = await TestApp.StartAsync(builder => builder.Services.AddHealthChecks()
            .AddCheck("redis", () => HealthCheckResult.Unhealthy("password=hunter2", new InvalidOperationException("at 10.0.0.7"))));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(app.Address(), "/health"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(app.Address(), "/alive"));
    }

    [Fact]
    public async Task Probes_leave_no_span()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var app = await TestApp.StartAsync(collector.Configure, app => app.MapGet("/healthy-food", () => "apple")))
        {
            using var client = new HttpClient { BaseAddress = app.Address() };
            await client.GetStringAsync("/health", _ct);
            await client.GetStringAsync("/alive", _ct);
            await client.GetStringAsync("/healthy-food", _ct);
            await app.StopAsync(_ct);
        }

        // Only server spans have a route; the test's own client is in this process and has spans as well.
        var routes = Route().Matches(collector.Spans).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("/healthy-food", routes);
        Assert.DoesNotContain("/health", routes);
        Assert.DoesNotContain("/alive", routes);
    }

    [GeneratedRegex(@"http\.route[^/]{1,8}(/[a-z-]+)")]
    private static partial Regex Route();

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(Uri address, string path)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var response = await client.GetAsync(path, _ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(_ct));
    }
}
