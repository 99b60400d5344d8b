using System.Globalization;
using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;

namespace Connector.SuperOffice.Fields;

/// <summary>
/// The published layout of an entity's user-defined fields (UserDefinedFieldInfo). The unpublished draft differs and is never
/// read. ProgId is the one name that lasts: ids of fields change whenever an administrator publishes.
/// </summary>
internal sealed class FieldLayouts(ApiCaller api, TimeProvider time) : IDisposable
{
    /// <summary>How long layouts and lists are kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // The table of user-defined lists; other numbers are lists that come with the product.
    private const int UserListTable = 136;

    private readonly TimedCache<CrmEntity, IReadOnlyDictionary<string, FieldDefinition>> _layouts = new(time);

    /// <summary>The published fields by ProgId.</summary>
    public Task<IReadOnlyDictionary<string, FieldDefinition>> GetAsync(CrmEntity entity, CancellationToken cancellationToken) =>
        _layouts.GetAsync(entity, token => LoadAsync(entity, token), _ => Lifetime, cancellationToken);

    /// <summary>The same, read anew: it has changed, or looks as if. Where it cannot be read, what is known stays.</summary>
    public Task<IReadOnlyDictionary<string, FieldDefinition>> ReadAsync(CrmEntity entity, CancellationToken cancellationToken) =>
        _layouts.RefreshAsync(entity, token => LoadAsync(entity, token), _ => Lifetime, cancellationToken);

    public void Dispose() => _layouts.Dispose();

    private async Task<IReadOnlyDictionary<string, FieldDefinition>> LoadAsync(CrmEntity entity, CancellationToken cancellationToken)
    {
        var path = $"v1/{entity}/UdefLayout/Published";
        var answer = await api.SendAsync(ApiCall.Get(path, path), mayBeMissing: true, cancellationToken);
        if (answer.IsNotFound)
        {
            return new Dictionary<string, FieldDefinition>();
        }

        return answer.Read(root =>
        {
            var fields = new Dictionary<string, FieldDefinition>(StringComparer.Ordinal);
            foreach (var definition in root.AsList().Select(Read))
            {
                // Which of two fields of one name an entity means, nobody can tell.
                fields[definition.ProgId] = fields.ContainsKey(definition.ProgId) ? definition with { IsAmbiguous = true } : definition;
            }

            return fields;
        });
    }

    private static FieldDefinition Read(JsonElement info)
    {
        var type = ReadType(info);
        var isUserList = type == FieldType.List && info.OptionalInteger("ListTableId") == UserListTable;
        int? listId = isUserList && info.OptionalInteger("UDListDefinitionId") is { } id and > 0 ? id : null;
        var listName = info.OptionalText("MdoListName") is { Length: > 0 } named
            ? named
            : listId is { } own ? string.Create(CultureInfo.InvariantCulture, $"udlist{own}") : null;
        return new FieldDefinition(
            ReadProgId(info), info.Text("FieldLabel"), type, info.OptionalInteger("TextLength") ?? 0, listId, type == FieldType.List ? listName : null)
        {
            IsMandatory = info.Flag("IsMandatory"),
            IsReadOnly = info.Flag("IsReadOnly"),
        };
    }

    private static string ReadProgId(JsonElement info) =>
        info.OptionalText("ProgId") is { Length: > 0 } progId
            ? progId
            : string.Create(CultureInfo.InvariantCulture, $"SuperOffice:{info.Integer("UdefIdentity")}");

    private static FieldType ReadType(JsonElement info)
    {
        var type = info.Member("FieldType") switch
        {
            { ValueKind: JsonValueKind.String } text when Enum.TryParse<FieldType>(text.GetString(), ignoreCase: true, out var named) => named,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => (FieldType)value,
            _ => FieldType.Unknown,
        };
        return Enum.IsDefined(type) ? type : FieldType.Unknown;
    }
}
