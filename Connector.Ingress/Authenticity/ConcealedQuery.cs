using Microsoft.AspNetCore.Http.Features;

namespace Connector.Ingress.Authenticity;

/// <summary>A request's query string, out of everybody's sight but that of the authenticity check.</summary>
/// <param name="Text">As sent, with its question mark.</param>
internal sealed record ConcealedQuery(string Text);

/// <summary>
/// Takes the query string off every request before anything sees it. It may carry the tenant's token, and the host's
/// request log, spans and error pages all print it; some of them even where redaction is on, because a variable can turn
/// that off. What is not there cannot be printed.
/// </summary>
internal sealed class QueryConcealingContextFactory(IServiceProvider services) : IHttpContextFactory
{
    private readonly DefaultHttpContextFactory _inner = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        var request = featureCollection.GetRequiredFeature<IHttpRequestFeature>();
        featureCollection.Set(new ConcealedQuery(request.QueryString));
        request.QueryString = "";
        request.RawTarget = request.Path;
        return _inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);
}
