using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>The JSON objects lists and their items are answered as.</summary>
internal static class ListCarrier
{
    public static JsonObject List(UserList list) => new()
    {
        ["Id"] = list.Id,
        ["Name"] = list.Name,
        ["Tooltip"] = "",
        ["Deleted"] = false,
        ["Rank"] = 1,
        ["IsCustomList"] = true,
        ["IsMDOList"] = true,
        ["UseGroupsAndHeadings"] = false,
        ["ListType"] = $"udlist{list.Id}",
        ["InUseByUserDefinedFields"] = true,
    };

    public static JsonObject Item(UserList list, UserListItem item, int rank) => new()
    {
        ["Id"] = item.Id,
        ["Name"] = item.Name,
        ["Tooltip"] = item.Tooltip,
        ["Deleted"] = item.Deleted,
        ["UdListDefinitionId"] = list.Id,
        ["Rank"] = rank + 1,
    };

    /// <summary>An item of a list that comes with the product: carriers of their own have ids of their own names.</summary>
    public static JsonObject BuiltIn(string list, BuiltInItem item, int rank) => new()
    {
        [list is "Category" ? "Id" : list + "Id"] = item.Id,
        ["Name"] = item.Name,
        ["Tooltip"] = "",
        [list is "Country" ? "TwoLetterISOCountry" : "Key"] = item.Key,
        ["Deleted"] = false,
        ["Rank"] = rank + 1,
    };

    public static JsonObject MdoItem(int id, string name, string tooltip, bool deleted, int rank) => new()
    {
        ["Id"] = id,
        ["Name"] = name,
        ["ToolTip"] = tooltip,
        ["Deleted"] = deleted,
        ["Rank"] = rank + 1,
        ["Type"] = "",
        ["ChildItems"] = new JsonArray(),
        ["IconHint"] = "",
        ["ColorBlock"] = 0,
        ["ExtraInfo"] = "",
        ["StyleHint"] = "",
        ["FullName"] = name,
    };
}
