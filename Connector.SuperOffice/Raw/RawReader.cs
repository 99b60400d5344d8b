using System.Net.Http.Headers;
using System.Text;
using Connector.SuperOffice.Calls;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Raw;

/// <summary>Reads what the API answers, without understanding any of it: so that an error in our reading cannot hide what is there.</summary>
public sealed class RawReader
{
    private static readonly string[] OfInterest =
        ["Content-Type", "Content-Length", "Date", "Last-Modified", "ETag", "Retry-After", "Location", "WWW-Authenticate", "X-Request-Id", "Request-Context"];

    private readonly ApiCaller _api;
    private readonly string _tenant;

    internal RawReader(ApiCaller api, IOptions<SuperOfficeOptions> options) => (_api, _tenant) = (api, options.Value.ContextIdentifier);

    /// <summary>The answer to a GET, whatever its status. 401 and 403 are answers only if a new login did not help.</summary>
    /// <param name="path">See <see cref="RawPath.Below"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The path leads elsewhere; nothing was sent.</exception>
    /// <exception cref="SuperOfficeException">There was no answer.</exception>
    public async Task<RawAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await _api.SendForAnyAnswerAsync(ApiCall.Get("(raw)", RawPath.Below(_tenant, path)), cancellationToken);
        return new RawAnswer((int)answer.Status, [.. Known(answer)], Encoding.UTF8.GetString(answer.Body.Span));
    }

    private static IEnumerable<KeyValuePair<string, string>> Known(ApiAnswer answer)
    {
        foreach (var name in answer.Headers is null ? [] : OfInterest)
        {
            if ((Of(answer.Headers!.Value.OfBody, name) ?? Of(answer.Headers.Value.Own, name)) is { } value)
            {
                yield return new(name, value);
            }
        }
    }

    private static string? Of(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
