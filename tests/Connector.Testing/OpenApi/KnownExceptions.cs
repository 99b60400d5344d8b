namespace Connector.Testing.OpenApi;

/// <summary>What SuperOffice's description files leave out although other documents, or practice, have it.</summary>
internal static class KnownExceptions
{
    /// <summary>Requests that no file describes, by what their method and path start with, and why they are none the less in order.</summary>
    public static IReadOnlyList<(string Method, string Path, string Reason)> Operations { get; } =
    [
        ("PATCH", "/api/v1/Contact/", "the files hold no PATCH operation; it is described in the reference of the REST endpoints"),
        ("PATCH", "/api/v1/Person/", "as above"),
        ("PATCH", "/api/v1/Sale/", "as above"),
        ("PATCH", "/api/v1/Webhook/", "only in SuperOffice's own samples"),
        ("GET", "/api/v1/Agents/", "only describes the method"),
        ("GET", "/api/v1/Associate/", "no such resource: asked for to see the 404"),
    ];

    /// <summary>Error answers any operation may give although its description names only some of them.</summary>
    public static IReadOnlySet<int> ErrorStatuses { get; } = new HashSet<int>
    {
        400, // not readable; described for PUT alone
        401, 403, // token: described for no operation
        404, // described for GET of one entity, but PUT and DELETE of a missing one have to say something too
        409, // a PATCH's test
        412, // preconditions
        415, // media type
        421, // wrong host
        429, 500, 503, // faults
    };

    /// <summary>Agents answer a thing not found with 200 and <c>null</c>.</summary>
    public static bool MayBeNull(string template) => template.StartsWith("/api/v1/Agents/", StringComparison.OrdinalIgnoreCase);
}
