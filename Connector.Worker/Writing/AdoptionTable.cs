using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>What adopting means for one mapped field.</summary>
public enum AdoptionVerdict
{
    /// <summary>It holds nothing: there is nothing to adopt.</summary>
    Empty,

    /// <summary>It holds what we wrote or adopted.</summary>
    AlreadyOurs,

    /// <summary>It holds a value that we know nothing of: it becomes ours.</summary>
    Adopt,

    /// <summary>It was ours, and a human changed or emptied it since: it stays theirs.</summary>
    HumanChanged,
}

/// <summary>A mapped field as adopting sees it.</summary>
/// <param name="Field">The field.</param>
/// <param name="Present">The CRM's value now.</param>
/// <param name="Verdict">What becomes of it.</param>
public sealed record AdoptedField(MappedField Field, string? Present, AdoptionVerdict Verdict);

/// <summary>Says of each content field whether its present value may be taken for ours.</summary>
public static class AdoptionTable
{
    /// <summary>All content fields of the mapping.</summary>
    public static IReadOnlyList<AdoptedField> Of(FieldMap map, IReadOnlyDictionary<string, string> present, IReadOnlyDictionary<string, string> written) =>
    [
        .. from field in map.Content
           let value = present.GetValueOrDefault(field.ProgId)
           select new AdoptedField(field, value, VerdictOf(field.Definition.Type, value, written.GetValueOrDefault(field.ProgId))),
    ];

    private static AdoptionVerdict VerdictOf(FieldType type, string? present, string? written) => Merge.StateOf(type, present, written) switch
    {
        FieldState.Empty => AdoptionVerdict.Empty,
        FieldState.Ours => AdoptionVerdict.AlreadyOurs,
        FieldState.Foreign => AdoptionVerdict.Adopt,
        _ => AdoptionVerdict.HumanChanged,
    };
}
