using System.Globalization;

namespace Connector.Jobs.Accounts;

/// <summary>
/// The unit of order: a contact together with its persons. Two passes of one account never run at once.
/// </summary>
/// <param name="Tenant">The tenant's context identifier, such as <c>Cust10001</c>.</param>
/// <param name="Account"><c>c{ContactId}</c>, or <c>p{PersonId}</c> while the person's contact is unknown.</param>
public readonly record struct AccountKey(string Tenant, string Account)
{
    /// <summary>The contact's id; null while it is unknown.</summary>
    public int? ContactId =>
        Account is ['c', .. var id] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var contact) ? contact : null;

    /// <summary>The account of a contact and its persons.</summary>
    public static AccountKey OfContact(string tenant, int contactId) => new(tenant, $"c{contactId}");

    /// <summary>The account of a person whose contact is not known yet.</summary>
    public static AccountKey OfPerson(string tenant, int personId) => new(tenant, $"p{personId}");

    /// <inheritdoc />
    public override string ToString() => $"{Tenant}/{Account}";
}
