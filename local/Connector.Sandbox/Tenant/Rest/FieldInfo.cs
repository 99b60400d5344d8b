using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// The two carriers that describe a user-defined field. <c>UDefFieldId</c> differs between draft and published, as every
/// publishing hands out new ones; <c>ProgId</c> and <c>UdefIdentity</c> stay.
/// </summary>
internal static class FieldInfo
{
    /// <summary>Table number of user-defined lists: a field with it names its list by <c>UDListDefinitionId</c>.</summary>
    private const int UserListTable = 136;
    private const int FirstPublishedId = 5000;
    private const int FirstDraftId = 7000;
    private const int FirstColumnId = 9000;

    /// <summary>All but the one that is missing.</summary>
    public static JsonArray List(FieldLayout layout, bool draft, string? missing) =>
        new([.. Fields(layout, draft).Where(field => field.ProgId != missing).Select((field, index) => (JsonNode)Info(layout, field, index, draft))]);

    /// <summary>One field, or null if there is none.</summary>
    public static JsonObject? Find(FieldLayout layout, bool draft, string progIdOrLabel)
    {
        var found = Fields(layout, draft).Index().FirstOrDefault(entry => entry.Item.ProgId == progIdOrLabel || entry.Item.Label == progIdOrLabel);
        return found.Item is { } field ? Info(layout, field, found.Index, draft) : null;
    }

    /// <summary>The field as a custom field, which calls its types by other names.</summary>
    public static JsonObject Custom(FieldColumn field, int rank) => new()
    {
        ["FieldType"] = field.Kind switch
        {
            FieldKind.Number => "Integer",
            FieldKind.List => "MdoList",
            FieldKind.UnlimitedDate => "Date",
            var kind => $"{kind}",
        },
        ["FieldName"] = field.ProgId,
        ["DisplayName"] = field.Label,
        ["Description"] = "",
        ["ShortLabel"] = field.Label,
        ["HideLabel"] = false,
        ["HideField"] = false,
        ["IsIndexed"] = false,
        ["IsMandatory"] = false,
        ["IsReadOnly"] = false,
        ["IsExternal"] = false,
        ["IsDisplayField"] = false,
        ["Rank"] = rank + 1,
        ["TemplateVariableName"] = "",
    };

    private static IReadOnlyList<FieldColumn> Fields(FieldLayout layout, bool draft) => draft ? layout.Draft : layout.Fields;

    private static JsonObject Info(FieldLayout layout, FieldColumn field, int index, bool draft) => new()
    {
        ["UDefFieldId"] = (draft ? FirstDraftId : FirstPublishedId) + field.UdefIdentity,
        ["ColumnId"] = FirstColumnId + field.UdefIdentity,
        ["FieldDefault"] = "",
        ["FieldLabel"] = field.Label,
        ["FieldType"] = $"{field.Kind}",
        ["HideLabel"] = false,
        ["IsIndexed"] = false,
        ["ListTableId"] = field.ListId is null ? 0 : UserListTable,
        ["IsMandatory"] = false,
        ["Type"] = layout.Owner,
        ["ProgId"] = field.ProgId,
        ["IsReadOnly"] = false,
        ["ShortLabel"] = field.Label,
        ["TabOrder"] = index,
        ["TextLength"] = field.TextLength,
        ["Tooltip"] = "",
        ["UdefIdentity"] = field.UdefIdentity,
        ["UDListDefinitionId"] = field.ListId ?? 0,
        ["Justification"] = "Default",
        ["Version"] = draft ? 5 : 4,
        ["TemplateVariableName"] = "",
        ["HasBeenPublished"] = layout.Fields.Contains(field),
        ["MdoListName"] = field.ListId is not { } list ? "" : draft ? null : $"udlist{list}",
    };
}
