namespace Connector.Dashboard.Security;

/// <summary>
/// What browsers may do with our answers. Pages show text that strangers wrote (company names, AI output): should encoding
/// ever fail, no script of theirs runs, nothing is sent elsewhere, and no other site frames or reads a page.
/// </summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            // Names and texts of people: never in a cache. Style and script are ours, and worth asking whether they changed.
            headers.CacheControl = IsAsset(context.Response.ContentType) ? "no-cache" : "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static bool IsAsset(string? contentType) =>
        contentType is not null && (contentType.StartsWith("text/css", StringComparison.Ordinal)
            || contentType.StartsWith("text/javascript", StringComparison.Ordinal)
            || contentType.StartsWith("image/", StringComparison.Ordinal));
}
