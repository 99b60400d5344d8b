using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

// Logging in, and what identity calls answer.
public sealed partial record FaultSettings
{
    /// <summary>The refresh token is revoked: token requests end with <c>invalid_grant</c>.</summary>
    public bool RefreshTokenRevoked { get; init; }

    /// <summary>Each refresh answers with a new refresh token, and the one it was asked with ends. Not documented to happen. Default false.</summary>
    public bool RotateRefreshTokens { get; init; }

    /// <summary>How long access tokens live that are given out from now on, in seconds; null for the configured time.</summary>
    [Range(1, 86400)]
    public int? TokenLifetimeSeconds { get; init; }

    /// <summary>What the API answers to an unknown or expired token or ticket: 401 (default) or 403; documents name both.</summary>
    [AllowedValues(401, 403)]
    public int TokenRefusalStatus { get; init; } = 401;

    /// <summary>The system user's login ends with <c>IsSuccessful</c> false. Default false.</summary>
    public bool SystemUserRefused { get; init; }

    /// <summary>What <c>User/currentPrincipal</c> answers: 200 (default), 404 or 500.</summary>
    [AllowedValues(200, 404, 500)]
    public int CurrentPrincipalStatus { get; init; } = 200;

    /// <summary>What <c>User/currentAssociate</c> answers: 200 (default), 404 or 500.</summary>
    [AllowedValues(200, 404, 500)]
    public int CurrentAssociateStatus { get; init; } = 200;
}
