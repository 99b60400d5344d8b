using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Connector.ServiceDefaults.Scraping;

/// <summary>
/// A server of its own for <c>/metrics</c>, with a port of its own: what a proxy passes on to the service's port can never be it. It reads no
/// configuration but the address, so that it listens nowhere else.
/// </summary>
internal sealed class ScrapeListener(MeterProvider meters, IOptions<PrometheusOptions> options) : IHostedService
{
    private WebApplication? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(options.Value.Url!);
        builder.Services.AddRoutingCore();
        _server = builder.Build();
        _server.UseRouting();
        _server.MapPrometheusScrapingEndpoint(ScrapeExtensions.Path, meters, configureBranchedPipeline: null, optionsName: null).DisableHttpMetrics();
        await _server.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            await _server.StopAsync(cancellationToken);
            await _server.DisposeAsync();
        }
    }
}
