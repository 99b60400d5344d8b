namespace Connector.SuperOffice.Associates;

/// <summary>Kind of user, by SuperOffice's numbers.</summary>
public enum AssociateType
{
    /// <summary>Not told or not known to us.</summary>
    Unknown = 0,

    /// <summary>An employee.</summary>
    InternalAssociate = 1,

    /// <summary>A resource, such as a meeting room.</summary>
    ResourceAssociate = 2,

    /// <summary>Somebody of another company.</summary>
    ExternalAssociate = 3,

    /// <summary>Nobody in particular.</summary>
    AnonymousAssociate = 4,

    /// <summary>A system user.</summary>
    SystemAssociate = 5,
}

/// <summary>A user of the CRM.</summary>
/// <param name="AssociateId">Primary key.</param>
/// <param name="Name">Short name, such as <c>RJ</c>; empty if the API does not say.</param>
/// <param name="FullName">Full name; empty if the API does not say.</param>
/// <param name="Type">Kind of user; unknown if the API does not say.</param>
/// <param name="Deleted">Has no rights any more.</param>
public sealed record AssociateInfo(int AssociateId, string Name, string FullName, AssociateType Type, bool Deleted);
