using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Conformance;

/// <summary>Answers every webhook post with 200, on this machine; a tenant elsewhere cannot reach it.</summary>
internal sealed class WebhookTarget : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookTarget(WebApplication app) => _app = app;

    public Uri Url => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/webhook");

    public static async Task<WebhookTarget> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/webhook", () => Results.Ok());
        await app.StartAsync(cancellationToken);
        return new WebhookTarget(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
