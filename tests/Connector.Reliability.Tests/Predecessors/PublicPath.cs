using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Reliability.Tests.Predecessors;

/// <summary>The proxy that has the public address: it passes what is posted on, byte for byte and with its headers, to whoever it is told.</summary>
internal sealed class PublicPath : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<(Uri Target, int Status)> _passed = new();
    private readonly WebApplication _app;

    private PublicPath(Uri target)
    {
        Target = target;
        // Empty, since the settings of services lie beside the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapPost("/connector/webhook", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var target = Target;
            using var passed = new HttpRequestMessage(HttpMethod.Post, new Uri(target, "/connector/webhook")) { Content = new ByteArrayContent(body.ToArray()) };
            foreach (var (name, values) in request.Headers.Where(header => header.Key is not ("Host" or "Content-Length" or "Transfer-Encoding" or "Connection")))
            {
                _ = passed.Headers.TryAddWithoutValidation(name, values.ToArray()) || passed.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }

            using var response = await _http.SendAsync(passed);
            _passed.Enqueue((target, (int)response.StatusCode));
            return Results.StatusCode((int)response.StatusCode);
        });
    }

    /// <summary>Where it leads.</summary>
    public Uri Target { get; set; }

    public Uri Url => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/connector/webhook");

    /// <summary>What was passed on, and how it was answered.</summary>
    public IReadOnlyCollection<(Uri Target, int Status)> Passed => _passed;

    public static async Task<PublicPath> StartAsync(Uri target)
    {
        var path = new PublicPath(target);
        await path._app.StartAsync();
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }
}
