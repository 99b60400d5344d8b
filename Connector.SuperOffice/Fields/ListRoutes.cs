using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Fields;

/// <summary>
/// The documented ways to a list's items. Which of them knows a list depends on the list and the tenant: <c>MDOList/{name}</c> goes by the MDO name,
/// <c>MDOList/udlist?additional=</c> and <c>List/{id}/Items</c> by the id of a user-defined list, and the MDO agent by name, answering 200 with null for what
/// it does not know. Source: SuperOffice's descriptions of MDOList, List and the MDO agent; docs, mdo-providers/reference/UDList.
/// </summary>
internal static class ListRoutes
{
    /// <summary>The calls, in the order in which they are tried.</summary>
    public static IEnumerable<ApiCall> To(FieldDefinition field)
    {
        if (field.ListName is not null)
        {
            yield return ApiCall.Get("v1/MDOList/{name}", $"v1/MDOList/{Uri.EscapeDataString(field.ListName)}?flat=true");
        }

        if (field.ListId is { } id)
        {
            yield return ApiCall.Get("v1/MDOList/udlist", $"v1/MDOList/udlist?additional={id}&flat=true");
            yield return Items(id);
        }

        if (field.ListName is not null)
        {
            yield return new ApiCall(HttpMethod.Post, "v1/Agents/MDO/GetList", "v1/Agents/MDO/GetList")
            {
                OnlyReads = true,
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new { Name = field.ListName, ForceFlatList = true, AdditionalInfo = "", OnlyHistory = false }),
            };
        }
    }

    /// <summary>The items of a user-defined list, from where new ones go.</summary>
    public static ApiCall Items(int listId) => ApiCall.Get("v1/List/{id}/Items", $"v1/List/{listId}/Items");

    /// <summary>The items that are not deleted; null if the answer is.</summary>
    public static IReadOnlyList<ListItem>? Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var items = new List<ListItem>();
        Add(items, [], root.AsList());
        return items;
    }

    // Headings hold items of their own where an answer is a tree in spite of being asked flat. Id 0 stands for no item.
    private static void Add(List<ListItem> items, HashSet<int> known, IEnumerable<JsonElement> answer)
    {
        foreach (var item in answer)
        {
            if (item.Integer("Id") is var id and > 0 && !item.Flag("Deleted") && known.Add(id))
            {
                items.Add(new ListItem(id, item.Text("Name")));
            }

            Add(items, known, item.Items("ChildItems"));
        }
    }
}
