namespace Connector.SuperOffice.Consents;

/// <summary>What a person's consent gave. A class without a printed form, so that no token of it gets into a log.</summary>
public sealed class Consent
{
    internal Consent(string refreshToken, string? systemUserToken) => (RefreshToken, SystemUserToken) = (refreshToken, systemUserToken);

    /// <summary>The token that the connector logs in with as this person. Secret.</summary>
    public string RefreshToken { get; }

    /// <summary>The token of the application's own user; null where the person was no administrator, or the application has no such user. Secret.</summary>
    public string? SystemUserToken { get; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The person as a user; null if the answer names none.</summary>
    public int? AssociateId { get; init; }

    /// <summary>The person's short name, or what they log in with; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whose CRM it is; may be empty.</summary>
    public string Company { get; init; } = "";
}
