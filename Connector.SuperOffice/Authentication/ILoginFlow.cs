using System.Net.Http.Headers;

namespace Connector.SuperOffice.Authentication;

/// <summary>A way to log in. What all ways have in common (one renewal for many callers, sharing, lasting refusals) is <see cref="TenantLogin"/>'s.</summary>
internal interface ILoginFlow
{
    /// <summary>The way, as in the name of its key in Redis.</summary>
    string Name { get; }

    /// <summary>
    /// What a person configured for it, for comparison only: another text is a newer consent, which ends what was shared
    /// under the former ones.
    /// </summary>
    string Configured { get; }

    /// <summary>How long the access lives when it is not used, if use prolongs it; null if it ends at a time.</summary>
    TimeSpan? IdleLifetime { get; }

    /// <summary>True if nobody else uses the account.</summary>
    bool IsDedicated { get; }

    /// <summary>Asks for access. Not cancelled by callers: an answer that nobody waits for any more may still hold the only valid refresh token.</summary>
    /// <param name="refreshToken">The one in use, where earlier answers rotated it; null for the configured one.</param>
    /// <returns>The access and, if the server rotates, the next refresh token.</returns>
    /// <exception cref="SuperOfficeException">Of scope <see cref="FailureScope.Tenant"/> always: without a login nothing works.</exception>
    Task<(LoginAccess Access, string? RefreshToken)> LogInAsync(string? refreshToken);

    /// <summary>Puts the access onto a request.</summary>
    void Authorize(HttpRequestHeaders headers, string value);
}
