namespace Connector.SuperOffice.Identity;

/// <summary>Whom the login speaks for, as <c>User/currentPrincipal</c> tells. What the API leaves out is empty. Holds personal data: not for logs.</summary>
public sealed record CrmPrincipal
{
    /// <summary>Primary key of the user.</summary>
    public required int AssociateId { get; init; }

    /// <summary>Short name, such as <c>ANNA</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Full name.</summary>
    public string FullName { get; init; } = "";

    /// <summary>Kind of user, such as <c>InternalAssociate</c> or <c>SystemAssociate</c>.</summary>
    public string UserType { get; init; } = "";

    /// <summary>The user as a person of a company; 0 for a user who is none.</summary>
    public int PersonId { get; init; }

    /// <summary>The company the user belongs to; 0 for none.</summary>
    public int ContactId { get; init; }

    /// <summary>The user's group; 0 for none.</summary>
    public int GroupId { get; init; }

    /// <summary>Mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>Name of the role, which decides the rights.</summary>
    public string Role { get; init; } = "";

    /// <summary>Kind of role: <c>Employee</c>, <c>ExternalUser</c>, <c>Anonymous</c>, <c>System</c>.</summary>
    public string RoleType { get; init; } = "";

    /// <summary>Licences, by SuperOffice's names.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];

    /// <summary>Functional rights, by SuperOffice's names.</summary>
    public IReadOnlyList<string> Rights { get; init; } = [];

    /// <summary>The tenant.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>True for the application's own user, who sees everything.</summary>
    public bool IsSystemUser =>
        UserType.Equals("SystemAssociate", StringComparison.OrdinalIgnoreCase) || RoleType.Equals("System", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override string ToString() => $"associate {AssociateId}";
}
