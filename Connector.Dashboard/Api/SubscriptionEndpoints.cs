using Connector.Jobs.Subscriptions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>How a tenant's webhook is.</summary>
internal static class SubscriptionEndpoints
{
    public static void MapSubscriptions(this IEndpointRouteBuilder api) =>
        api.MapGet("/tenants/{tenant}/subscription", FindAsync).WithTags("subscription")
            .WithSummary("The tenant's webhook: its state, failures left, what is the matter, and what was found that no event told of.");

    private static async Task<Results<Ok<SubscriptionReport>, ProblemHttpResult>> FindAsync(
        string tenant, Subscriptions subscriptions, CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(tenant, cancellationToken) is { } report ? TypedResults.Ok(report)
        : Refusals.NotFound($"The webhook of {tenant} has not been looked at yet: a worker does that every minute, unless Tenant:Subscription:Watch is false. Is one running, and is the tenant set up there?");
}
