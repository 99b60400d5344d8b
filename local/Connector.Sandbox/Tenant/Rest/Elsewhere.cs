using Connector.Sandbox.Control;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>Where redirects lead: plays a host of somebody else, and counts who comes with credentials that were not meant for it.</summary>
internal static class Elsewhere
{
    public const string Path = "/elsewhere";

    public static void MapElsewhere(this IEndpointRouteBuilder routes) => routes.Map(Path + "/{**rest}", (HttpRequest request, Counters counters) =>
    {
        var trusting = request.Headers.ContainsKey("Authorization") || request.Headers.ContainsKey("SO-AppToken");
        counters.Add(CounterKind.ApiCalls, trusting ? "elsewhere with credentials" : "elsewhere");
        return Results.Text("{}", "application/json");
    }).ExcludeFromDescription();
}
