using System.Collections.Frozen;
using Connector.SuperOffice.Entities;
using Connector.Worker.Deciding;

namespace Connector.Worker.Limits;

/// <summary>Which accounts may be written by themselves.</summary>
public sealed class Scope(ScopeOptions options)
{
    private readonly FrozenSet<int> _contacts = options.Contacts.ToFrozenSet();
    private readonly FrozenSet<int> _categories = options.Categories.ToFrozenSet();
    private readonly OwnerList _owners = new(options.Owners);

    /// <summary>Whether the contact, and with it its persons, is in.</summary>
    public bool Includes(ContactRecord contact) =>
        options.All
        || _contacts.Contains(contact.ContactId)
        || (contact.Category is { } category && _categories.Contains(category.Id))
        || (!_owners.IsUnrestricted && _owners.Includes(contact.Owner?.AssociateId ?? 0, contact.Owner?.Name ?? ""));
}
