namespace Connector.Sandbox.Tenant.Fields;

/// <summary>An item of a list that comes with the product.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people see.</param>
/// <param name="Key">What stays the same in every language; empty where items have none.</param>
internal sealed record BuiltInItem(int Id, string Name, string Key = "");

/// <summary>
/// Lists that come with the product, as far as the connector's settings name items of them. Source: SuperOffice's description of the resource
/// <c>List</c>.
/// </summary>
internal static class BuiltInLists
{
    public static IReadOnlyDictionary<string, IReadOnlyList<BuiltInItem>> All { get; } =
        new Dictionary<string, IReadOnlyList<BuiltInItem>>(StringComparer.OrdinalIgnoreCase)
        {
            ["ConsentPurpose"] = [new(1, "Sales and service", "STORE"), new(2, "E-marketing", "EMARKETING")],
            ["LegalBase"] = [new(1, "Consent", "CONSENT"), new(2, "Contract", "CONTRACT"), new(3, "Legitimate interest", "LEGITIMATE_INTEREST"), new(4, "Consent withdrawn", "WITHDRAWN")],
            ["Category"] = [new(1, "Customer"), new(2, "Supplier"), new(3, "Prospect")],
            ["Country"] = [new(276, "Germany", "DE"), new(578, "Norway", "NO"), new(756, "Switzerland", "CH")],
        };
}
