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
