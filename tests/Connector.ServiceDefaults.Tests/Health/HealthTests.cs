using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Connector.ServiceDefaults.Health;
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

        var (status, page) = await AskAsync(app.Address(), path);

        Assert.Equal((HttpStatusCode.OK, "Healthy", "test-app"), (status, page.Status, page.Service));
        Assert.Matches(@"^\d+\.\d+\.\d+", page.Version);
        Assert.Contains(page.Parts, part => part is { Name: "self", Status: "Healthy", Says: "Nothing to do." });
    }

    [Fact]
    public async Task A_failing_dependency_makes_it_unready_but_not_dead_and_says_what_to_do()
    {
        await using var app = await TestApp.StartAsync(builder => builder.Services.AddHealthChecks()
            .AddCheck("room", () => HealthCheckResult.Degraded("Free some."))
            .AddCheck("redis", () => HealthCheckResult.Unhealthy("Start it.")));

        var (ready, page) = await AskAsync(app.Address(), "/health");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (ready, page.Status));
        Assert.Equal([new("redis", "Unhealthy", "Start it."), new("room", "Degraded", "Free some.")], page.Parts.Take(2));
        var (alive, self) = await AskAsync(app.Address(), "/alive");
        Assert.Equal((HttpStatusCode.OK, "Healthy"), (alive, self.Status));
        Assert.Equal(["self"], self.Parts.Select(part => part.Name));
    }

    [Fact]
    public async Task No_exception_is_quoted()
    {
        await using var app = await TestApp.StartAsync(builder => builder.Services.AddHealthChecks()
            .AddCheck("told", () => HealthCheckResult.Unhealthy("password=hunter2", new InvalidOperationException("at 10.0.0.7")))
            .AddCheck("thrown", () => throw new InvalidOperationException("password=hunter2 at 10.0.0.7")));
        using var client = new HttpClient { BaseAddress = app.Address() };
        using var response = await client.GetAsync("/health", _ct);
        var body = await response.Content.ReadAsStringAsync(_ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.7", body, StringComparison.Ordinal);
        Assert.Equal(2, body.Split("The check itself failed").Length - 1);
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

    private async Task<(HttpStatusCode Status, HealthPage Page)> AskAsync(Uri address, string path)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var response = await client.GetAsync(path, _ct);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<HealthPage>(_ct))!);
    }
}
