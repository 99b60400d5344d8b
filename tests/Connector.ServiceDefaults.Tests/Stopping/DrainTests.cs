using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Connector.ServiceDefaults.Tests.Stopping;

public sealed class DrainTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Asked_to_end_a_service_is_unready_at_once_and_serves_until_the_drain_is_over()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/apple", () => "apple");
            app.MapGet("/slow", async () =>
            {
                entered.SetResult();
                await leave.Task;
                return "pear";
            });
        });
        using var client = new HttpClient { BaseAddress = app.Address() };
        var underWay = client.GetStringAsync("/slow", _ct);
        await entered.Task.WaitAsync(_ct);

        app.Lifetime.StopApplication();
        var ended = app.WaitForShutdownAsync(_ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/alive"));
        Assert.Equal("apple", await client.GetStringAsync("/apple", _ct));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("apple", await client.GetStringAsync("/apple", _ct));
        Assert.False(ended.IsCompleted);

        // Its timer may not have begun yet when the clock was moved first.
        while (!ended.IsCompleted && await StatusAsync(client, "/apple") is HttpStatusCode.OK)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        leave.SetResult();
        Assert.Equal("pear", await underWay);
        await ended.WaitAsync(TimeSpan.FromSeconds(30), _ct);
    }

    [Fact]
    public async Task A_service_with_no_drain_ends_at_once()
    {
        await using var app = await StartAsync(_ => { }, drain: "00:00:00");
        app.Lifetime.StopApplication();
        await app.WaitForShutdownAsync(_ct).WaitAsync(TimeSpan.FromSeconds(30), _ct);
    }

    [Fact]
    public async Task Stopped_from_within_its_process_a_service_ends_at_once()
    {
        await using var app = await StartAsync(_ => { });
        await app.StopAsync(_ct).WaitAsync(TimeSpan.FromSeconds(30), _ct);
    }

    [Fact]
    public async Task A_drain_as_long_as_the_whole_shutdown_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(_ => { }, drain: "00:00:30"));
        Assert.Contains("Shutdown:Drain is 00:00:30, and the whole shutdown may take 00:00:30", refusal.Message, StringComparison.Ordinal);
    }

    private Task<WebApplication> StartAsync(Action<WebApplication> map, string? drain = null) => TestApp.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            if (drain is not null)
            {
                builder.Set("Shutdown:Drain", drain);
            }
        },
        map,
        builder => builder.AddDrain());

    // What no longer listens has no status.
    private async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(path, _ct);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
