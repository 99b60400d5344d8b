using Connector.Ingress.Tenants;

namespace Connector.Ingress.Receiving;

/// <summary>Lets a path match only if its segment names a tenant of ours, at this moment.</summary>
internal sealed class TenantPathConstraint : IRouteConstraint
{
    /// <summary>The constraint's name in route patterns.</summary>
    public const string Name = "tenant";

    private const string Segment = "tenant";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is not null && Find(httpContext, values[routeKey]) is not null;

    /// <summary>The tenant of a path that matched; null if it is gone since.</summary>
    public static IngressTenant? TenantOf(HttpContext context) => Find(context, context.GetRouteValue(Segment));

    private static IngressTenant? Find(HttpContext context, object? segment) =>
        segment is string id && context.RequestServices.GetRequiredService<IngressTenants>().TryFind(id, out var tenant) ? tenant : null;
}
