namespace Connector.Testing.OpenApi;

/// <summary>A request and its answer, as they went over the wire.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Path">Path without query.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Body">The request's body, or empty.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Answer">The answer's body, or empty.</param>
public sealed record ApiExchange(string Method, string Path, string Query, string Body, int Status, string Answer);
