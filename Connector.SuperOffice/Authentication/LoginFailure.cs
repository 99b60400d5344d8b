using System.Net;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Authentication;

/// <summary>Answers of the login host that are no login, as failures of the tenant. None holds the answer: it may hold what is secret.</summary>
internal static class LoginFailure
{
    /// <summary>For an answer that is no success: refused permanently, or not to be had now.</summary>
    public static SuperOfficeException From(ApiAnswer answer, string advice, string? code = null) =>
        answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? Refused(answer, code ?? "no error code", advice)
            : Unavailable(answer);

    /// <summary>The server says no; whatever its reason, asking again in the same way is not going to help.</summary>
    public static SuperOfficeException Refused(ApiAnswer answer, string why, string advice) =>
        new(FailureKind.Revoked, FailureScope.Tenant, $"{answer.Call} answered {(int)answer.Status} ({why}). {advice}", answer.Status);

    /// <summary>The server cannot answer now.</summary>
    public static SuperOfficeException Unavailable(ApiAnswer answer)
    {
        var kind = answer.Status == HttpStatusCode.TooManyRequests || answer is { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: not null }
            ? FailureKind.AskedToWait
            : FailureKind.Transient;
        return new SuperOfficeException(kind, FailureScope.Tenant, $"{answer.Call} answered {(int)answer.Status}.", answer.Status, answer.RetryAfter);
    }

    /// <summary>A success that holds nothing of use.</summary>
    public static SuperOfficeException Unreadable(ApiAnswer answer, string why) =>
        new(FailureKind.Unreadable, FailureScope.Tenant, $"The answer to {answer.Call} holds {why}.", answer.Status);
}
