using Connector.Enricher.Providers;
using Connector.ServiceDefaults.Settings;
using Connector.Tenants;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Explorer;

/// <summary>Registers the Company Explorer as the provider.</summary>
internal static class ExplorerExtensions
{
    /// <summary>Adds the client with its options (section <c>Explorer</c>), validated at start.</summary>
    public static IHostApplicationBuilder AddExplorer(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IValidateOptions<ExplorerOptions>, ExplorerOptionsValidator>();
        builder.Services.AddOptions<ExplorerOptions>()
            .BindConfiguration(ExplorerOptions.Section)
            .ValidateLists(ExplorerOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ExplorerOptions>, ExplorerTenantRules>();
        builder.Services.AddSingleton<DeclaredRegions>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DeclaredRegions>());
        builder.Services.AddSingleton<ExplorerTenants>();
        builder.AddTenantFiles<ExplorerTenants>(new TenantSection(TenantSection.Explorer, typeof(ExplorerSection)));

        builder.Services.AddTransient<ExplorerHosts>();
        builder.Services.AddTransient<AnswerBuffer>();
        builder.Services.AddSingleton<ExplorerBreakers>();
        builder.Services.AddHealthChecks().AddCheck<ExplorerBreakers>("explorer");
        builder.Services.AddHttpClient<IEnrichmentProvider, ExplorerClient>("explorer", Configure)
            .UseSocketsHttpHandler((handler, _) =>
            {
                // Credentials and company data go to the configured address and nowhere else.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.ConnectTimeout = TimeSpan.FromSeconds(10);
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            })
            .AddResilienceHandler("explorer", ExplorerRules.Add)
            .SelectPipelineBy(_ => ExplorerRules.TenantOf);
        // After the rules and so next to the wire.
        builder.Services.AddHttpClient("explorer").AddHttpMessageHandler<ExplorerHosts>().AddHttpMessageHandler<AnswerBuffer>();
        return builder;
    }

    private static void Configure(IServiceProvider services, HttpClient http)
    {
        var options = services.GetRequiredService<IOptions<ExplorerOptions>>().Value;
        http.Timeout = options.Timeout;
        http.MaxResponseContentBufferSize = ExplorerClient.MaxAnswerBytes;
        http.DefaultRequestHeaders.Accept.Add(new("application/json"));
    }
}
