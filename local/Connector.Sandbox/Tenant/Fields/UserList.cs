using System.Collections.Immutable;

namespace Connector.Sandbox.Tenant.Fields;

/// <summary>An item of a user-defined list.</summary>
internal sealed record UserListItem(int Id, string Name, bool Deleted = false, string Tooltip = "");

/// <summary>A user-defined list; its MDO name is <c>udlist{Id}</c>.</summary>
internal sealed record UserList(int Id, string Name, ImmutableList<UserListItem> Items)
{
    /// <summary>Id of what a company does: the list behind the field <c>SuperOffice:83</c>.</summary>
    public const int VerticalId = 108;

    /// <summary>The list as it is seeded.</summary>
    public static UserList Verticals { get; } = new(VerticalId, "Vertical",
    [
        new(11, "Manufacturing – Machinery"),
        new(12, "Manufacturing – Metal & Plastics"),
        new(13, "Food & Beverage"),
        new(14, "Healthcare – Hospitals"),
        new(15, "Healthcare – Care & Practices"),
        new(16, "Logistics"),
        new(17, "Municipalities & Utilities"),
        new(18, "Retail"),
        new(19, "Software & IT"),
        new(20, "Construction & Trades"),
        new(21, "Building Services & Refrigeration"),
        new(22, "Hotels & Leisure"),
        new(23, "Education & Research"),
        new(24, "Finance & Insurance"),
        new(25, "Automotive"),
        new(26, "Other Industries"),
        new(27, "Printing", Deleted: true),
    ]);

    public UserListItem? Item(int id) => Items.Find(item => item.Id == id);
}
