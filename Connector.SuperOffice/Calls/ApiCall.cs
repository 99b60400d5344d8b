using System.Net.Http.Headers;
using Connector.SuperOffice.Authentication;
using Connector.SuperOffice.Writing;

namespace Connector.SuperOffice.Calls;

/// <summary>A call to the tenant's API.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Template">What to call it in messages: the path with placeholders, such as <c>v1/Contact/{id}</c>.</param>
/// <param name="Path">The path below the API base, with query.</param>
internal sealed record ApiCall(HttpMethod Method, string Template, string Path)
{
    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's content type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Sent as If-Unmodified-Since: whole seconds, what is beyond them is cut off.</summary>
    public DateTimeOffset? UnmodifiedSince { get; init; }

    /// <summary>True for a POST that only reads; it may be repeated like a GET.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>What the call changes, if it does.</summary>
    public WriteKind Kind { get; init; } = WriteKind.Records;

    /// <summary>How urgent it is.</summary>
    public CallClass Class { get; init; }

    /// <summary>True for the agents, which answer not found by 200 and null, and a body they cannot use by 200 and a message.</summary>
    public bool IsAgent => Path.StartsWith("v1/Agents/", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if repeating the call does no harm.</summary>
    public bool Repeatable => OnlyReads || Method == HttpMethod.Get;

    /// <summary>A GET.</summary>
    public static ApiCall Get(string template, string path) => new(HttpMethod.Get, template, path);

    /// <summary>Makes the request for a given API base and credentials.</summary>
    public HttpRequestMessage ToRequest(Uri api, Credentials credentials, string language)
    {
        var request = new HttpRequestMessage(Method, new Uri(api, Path));
        credentials.Authorize(request.Headers);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.AcceptLanguage.ParseAdd(language);
        request.Headers.IfUnmodifiedSince = UnmodifiedSince;
        request.Options.Set(CallMarks.Repeatable, Repeatable);
        request.Options.Set(CallMarks.OnlyReads, OnlyReads);
        request.Options.Set(CallMarks.Kind, Kind);
        request.Options.Set(CallMarks.Class, Class);
        if (!Body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) } };
        }

        return request;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Method} {Template}";
}
