using System.Net;

namespace Connector.Sandbox.Tenant;

/// <summary>An answer of the API that is an error; becomes SuperOffice's documented error body.</summary>
internal sealed class TenantException(HttpStatusCode status, string errorType, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Such as <c>SoNotFoundException</c>.</summary>
    public string ErrorType { get; } = errorType;

    public static TenantException NotFound(string message) => new(HttpStatusCode.NotFound, "SoNotFoundException", message);

    public static TenantException BadRequest(string message) => new(HttpStatusCode.BadRequest, "ArgumentException", message);

    public static TenantException TestFailed(string path) =>
        new(HttpStatusCode.Conflict, "JsonPatchTestOperationException", $"The test operation at {path} failed");

    public static TenantException PreconditionFailed() =>
        new(HttpStatusCode.PreconditionFailed, "SoPreconditionFailedException", "The entity was changed since the given time");
}
