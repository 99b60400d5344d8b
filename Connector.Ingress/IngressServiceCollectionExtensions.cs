using Connector.Ingress.Accepting;
using Connector.Ingress.Authenticity;
using Connector.Ingress.Receiving;
using Connector.Ingress.Spooling;
using Connector.Ingress.Tenants;
using Connector.ServiceDefaults.Secrets;
using Connector.ServiceDefaults.Settings;
using Connector.Tenants;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Connector.Ingress;

/// <summary>Registers the intake.</summary>
internal static class IngressServiceCollectionExtensions
{
    /// <summary>
    /// The server's own limit, in bytes, far above <see cref="IngressOptions.MaxBodyBytes"/>: up to here the rest of a body that was
    /// refused is read and thrown away, so that the sender gets to see the 413 instead of a broken connection.
    /// </summary>
    private const int LargestBodyDrained = 4 * 1024 * 1024;

    public static IHostApplicationBuilder AddIngress(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<IngressOptions>().BindConfiguration(IngressOptions.Section).ValidateLists(IngressOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngressOptions>, IngressOptionsRules>();
        services.AddOptions<ForwardedHeadersOptions>()
            .PostConfigure<IOptions<IngressOptions>>((forwarded, ingress) => TrustedProxies.Apply(forwarded, ingress.Value));
        services.Configure<KestrelServerOptions>(LimitServer);
        services.AddProblemDetails();
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<TenantPathConstraint>(TenantPathConstraint.Name));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IHttpContextFactory, QueryConcealingContextFactory>();
        services.AddSingleton<PreviousKeyUse>();
        services.AddSingleton<IngressTenants>();
        builder.AddTenantFiles<IngressTenants>(new TenantSection(TenantSection.Webhook, typeof(WebhookSection)));
        services.AddSingleton<FailureLimit>();
        services.AddSingleton<FailureAlarm>();
        services.AddSingleton<WebhookReceiver>();
        services.AddSingleton<ReceiptBook>();
        services.AddSpool();
        services.AddSingleton<DurableAccept>();
        services.AddHostedService(provider => provider.GetRequiredService<DurableAccept>());
        return builder;
    }

    private static void LimitServer(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = LargestBodyDrained;
    }
}
