using System.Text.Json;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// A record as the API answered it: every member in its order, numbers in their digits. What it prints as says nothing about anybody.
/// </summary>
public sealed class RecordJson
{
    /// <summary>No answer: the record was made by hand.</summary>
    public static readonly RecordJson None = new();

    private readonly CrmEntity _entity;
    private readonly JsonElement _root;

    internal RecordJson(CrmEntity entity, JsonElement root)
    {
        _entity = entity;
        _root = root.Clone();
    }

    private RecordJson()
    {
    }

    /// <summary>True if there is no answer behind the record.</summary>
    public bool IsNone => _root.ValueKind == JsonValueKind.Undefined;

    /// <summary>The answer; of kind <see cref="JsonValueKind.Undefined"/> for <see cref="None"/>.</summary>
    public JsonElement Root => _root;

    /// <summary>A copy to change and to write back.</summary>
    /// <exception cref="InvalidOperationException">The record was made by hand.</exception>
    public RecordDraft Edit() =>
        IsNone ? throw new InvalidOperationException("This record was not read from the CRM.") : new RecordDraft(_entity, _root);

    /// <inheritdoc />
    public override string ToString() => IsNone ? "(none)" : "(as answered)";
}
