using Connector.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Security;

/// <summary>
/// Guards whatever changes something or exports people's data, before its body is read: only whoever holds the operator's key, only by JSON, and never for a
/// web page of another origin.
/// </summary>
internal static class OperatorGuard
{
    // A thousand ids.
    private const long LongestBody = 64 * 1024;

    private const string HowToAllow =
        "Nothing can be changed, and nobody's data exported, because no operator key is set: give the dashboard 32 random characters or more as Dashboard:OperatorKey or in a file named by Dashboard:OperatorKeyFile, and start it again.";

    /// <summary>A group of endpoints that only an operator may call.</summary>
    public static RouteGroupBuilder MapChanges(this IEndpointRouteBuilder routes, string prefix) => routes.MapGroup(prefix).WithMetadata(new OperatorOnly())
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>An endpoint that tells people's data: only an operator may read it.</summary>
    public static TBuilder ForOperatorsOnly<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OperatorOnly { Reads = true });

    /// <summary>Lets nobody else through to <see cref="MapChanges"/> and <see cref="ForOperatorsOnly"/>.</summary>
    public static IApplicationBuilder UseOperatorGuard(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OperatorOnly>() is { } guard && RefusalOf(context, guard.Reads) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    private static ProblemHttpResult? RefusalOf(HttpContext context, bool reads)
    {
        var keys = context.RequestServices.GetRequiredService<BearerKeys>();
        if (!keys.IsSet)
        {
            return Problem(StatusCodes.Status403Forbidden, HowToAllow);
        }

        if (!IsOwnOrigin(context.Request))
        {
            return Problem(StatusCodes.Status403Forbidden, "A page of another origin may not ask for changes.");
        }

        if (!keys.Fit(context.Request.Headers.Authorization))
        {
            if (context.RequestServices.GetRequiredService<WrongKeys>().Note(context.Connection.RemoteIpAddress) is { } wait)
            {
                context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return Problem(StatusCodes.Status429TooManyRequests, null);
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem(StatusCodes.Status401Unauthorized, null);
        }

        if (reads)
        {
            return null;
        }

        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Send Content-Type: application/json.");
        }

        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LongestBody;
        }

        return null;
    }

    // A browser always says where a page that posts comes from; programs do not.
    private static bool IsOwnOrigin(HttpRequest request) =>
        request.Headers.Origin is not { Count: > 0 } origin
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static ProblemHttpResult Problem(int status, string? detail) => TypedResults.Problem(detail, statusCode: status);

    private sealed class OperatorOnly
    {
        public bool Reads { get; init; }
    }
}
