namespace Connector.Jobs.Mapping;

/// <summary>How a tenant's mapping meets its published layout, for people: what works, what does not, and what may have been meant.</summary>
public sealed record MappingReport
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>When the layout was read.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The mode in the worker's settings, a word: how much there may ever be done; null in a report of an earlier version.</summary>
    public string? Mode { get; init; }

    /// <summary>Every mapped field.</summary>
    public required IReadOnlyList<MappingRow> Fields { get; init; }

    /// <summary>True if every field is used as it is mapped.</summary>
    public bool IsComplete => Fields.All(f => f.Works);
}

/// <summary>One mapped field.</summary>
/// <param name="Entity"><c>contact</c> or <c>person</c>.</param>
/// <param name="Field">The enrichment field, such as <c>vertical</c>, or <c>input</c> for one that is only read.</param>
/// <param name="ProgId">The user-defined field it is mapped to.</param>
/// <param name="Works">False if it is left out.</param>
/// <param name="Label">What people see beside the field; null if there is no such field.</param>
/// <param name="Type">The field's type, such as <c>LongText</c>; null if there is no such field.</param>
/// <param name="Findings">What is the matter with it, or worth knowing.</param>
public sealed record MappingRow(
    string Entity, string Field, string ProgId, bool Works, string? Label, string? Type, IReadOnlyList<MappingFinding> Findings);

/// <summary>A finding about a mapped field.</summary>
/// <param name="Kind">A stable word: <c>missing</c>, <c>ambiguous</c>, <c>wrong_type</c>, <c>too_short</c>, <c>read_only</c>, <c>mandatory</c>, <c>no_list</c>.</param>
/// <param name="Text">For people.</param>
/// <param name="Nearest">Fields that may have been meant, the most likely first; at most three.</param>
public sealed record MappingFinding(string Kind, string Text, IReadOnlyList<FieldCandidate> Nearest);

/// <summary>A field that may have been meant.</summary>
/// <param name="ProgId">Its ProgId.</param>
/// <param name="Label">What people see beside it.</param>
/// <param name="Type">Its type.</param>
public sealed record FieldCandidate(string ProgId, string Label, string Type);
