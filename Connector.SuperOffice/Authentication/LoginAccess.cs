namespace Connector.SuperOffice.Authentication;

/// <summary>What a login gave: an access token or a ticket. A class without a printed form, so that none of it gets into a log.</summary>
internal sealed class LoginAccess(string value, DateTimeOffset issuedAt, DateTimeOffset expiresAt, int? associateId)
{
    /// <summary>What is sent.</summary>
    public string Value { get; } = value;

    /// <summary>When it came.</summary>
    public DateTimeOffset IssuedAt { get; } = issuedAt;

    /// <summary>When the server said it ends; <see cref="DateTimeOffset.MaxValue"/> for one that ends by not being used.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The associate that the server's signed statement names; null if it names none.</summary>
    public int? AssociateId { get; } = associateId;
}
