using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// The process environment, the console and the runtime's propagator belong to all tests at once.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Connector.ServiceDefaults.Tests;

/// <summary>A real web service on a free port, with or without the defaults.</summary>
internal static class TestApp
{
    /// <summary>Starts a service with the defaults; <paramref name="configure"/> comes before them, <paramref name="map"/> after.</summary>
    public static Task<WebApplication> StartAsync(
        Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? afterDefaults = null,
        string? environment = null)
    {
        var builder = NewBuilder(environment);
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        afterDefaults?.Invoke(builder);
        return RunAsync(builder, app =>
        {
            app.MapDefaultEndpoints();
            map?.Invoke(app);
        });
    }

    /// <summary>Starts a service that has nothing to do with the defaults: the other side of a call.</summary>
    public static Task<WebApplication> StartPlainAsync(Action<WebApplication> map) => RunAsync(NewBuilder(), map);

    public static Uri Address(this WebApplication app)
        => new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    public static void Set(this WebApplicationBuilder builder, string key, string value)
        => builder.Configuration.AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]);

    private static WebApplicationBuilder NewBuilder(string? environment = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "test-app", EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static async Task<WebApplication> RunAsync(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
