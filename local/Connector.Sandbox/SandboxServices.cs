using System.Text.Json.Serialization;
using Connector.Sandbox.Control;
using Connector.Sandbox.Explorer;
using Connector.Sandbox.Tenant;

namespace Connector.Sandbox;

/// <summary>Registers and maps both worlds and the control over them.</summary>
internal static class SandboxServices
{
    private const int MaxBodyBytes = 1024 * 1024;

    public static WebApplicationBuilder AddSandbox(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Counters>().AddSingleton<Journal>().AddSingleton<Faults>().AddTenant().AddExplorer().AddControl();
        return builder;
    }

    public static WebApplication MapSandbox(this WebApplication app)
    {
        app.UseStatusCodePages();
        app.MapTenant();
        app.MapExplorer();
        app.MapControl();
        app.MapLandingPage();
        return app;
    }
}
