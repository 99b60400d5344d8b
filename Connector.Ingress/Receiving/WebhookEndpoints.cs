using Connector.Ingress.Accepting;
using System.Diagnostics;
using System.Globalization;
using Connector.Ingress.Tenants;

namespace Connector.Ingress.Receiving;

/// <summary>The paths SuperOffice posts to.</summary>
internal static class WebhookEndpoints
{
    /// <summary>
    /// Maps the default tenant's path and one per tenant. All methods are mapped, so that a wrong one is answered and logged
    /// like any other refusal; a path that names no tenant of ours is unknown to routing and answered like any unknown path.
    /// </summary>
    public static IEndpointRouteBuilder MapWebhooks(this IEndpointRouteBuilder routes)
    {
        // Built now, so that a bad set-up shows at the start and not at the first post.
        var tenants = routes.ServiceProvider.GetRequiredService<IngressTenants>();
        // What it measures is there before the first post.
        routes.ServiceProvider.GetRequiredService<ReceiptBook>();
        var webhooks = routes.MapGroup("/connector/webhook");
        webhooks.Map("/", context => AnswerAsync(context, tenants.Default));
        webhooks.Map($"/{{tenant:{TenantPathConstraint.Name}}}", context => AnswerAsync(context, TenantPathConstraint.TenantOf(context)));
        return routes;
    }

    private static async Task AnswerAsync(HttpContext context, IngressTenant? tenant)
    {
        if (tenant is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var services = context.RequestServices;
        var started = Stopwatch.GetTimestamp();
        var receipt = await services.GetRequiredService<WebhookReceiver>().ReceiveAsync(context, tenant);
        services.GetRequiredService<ReceiptBook>().Enter(receipt, tenant.Id, Stopwatch.GetElapsedTime(started), context.Connection.RemoteIpAddress);

        context.Response.StatusCode = receipt.Outcome.StatusCode();
        if (receipt.Outcome == ReceiveOutcome.MethodNotAllowed)
        {
            context.Response.Headers.Allow = HttpMethods.Post;
        }
        else if (receipt.Outcome == ReceiveOutcome.Unavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }
        else if (receipt.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}
