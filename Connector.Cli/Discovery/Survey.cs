using System.Text.Json.Serialization;
using Connector.Cli.Crm;
using Connector.SuperOffice.Fields;

namespace Connector.Cli.Discovery;

/// <summary>A user-defined field of the published layout.</summary>
internal sealed record SurveyedField(
    string Entity, string ProgId, string Label, FieldType Type, int Length, int? ListId, string? ListName, bool IsMandatory, bool IsReadOnly, [property: JsonIgnore] bool IsAmbiguous);

/// <summary>A list; of its items the first, or all if all were asked for.</summary>
internal sealed record SurveyedList(int Id, string Name, string Kind, bool IsUsedByFields, int? Count, IReadOnlyList<ListItem> Items);

/// <summary>A user who may own records.</summary>
internal sealed record SurveyedOwner(int AssociateId, string Name, string FullName);

/// <summary>A field of a company, as people see it.</summary>
internal sealed record SampleValue(int ContactId, string Company, string Owner, string ProgId, string Label, string Value);

/// <summary>What a tenant has, as far as the connector's settings need it.</summary>
internal sealed record Survey
{
    public required string Tenant { get; init; }

    public IReadOnlyList<SurveyedField> Fields { get; init; } = [];

    public IReadOnlyList<SurveyedList> Lists { get; init; } = [];

    /// <summary>The field that the vertical goes to by the proposal; null if none is.</summary>
    public string? Vertical { get; init; }

    public IReadOnlyList<ListRoute> VerticalRoutes { get; init; } = [];

    public IReadOnlyList<KeyedItem> ConsentPurposes { get; init; } = [];

    public IReadOnlyList<KeyedItem> LegalBases { get; init; } = [];

    public IReadOnlyList<KeyedItem> Categories { get; init; } = [];

    public IReadOnlyList<SurveyedOwner> Owners { get; init; } = [];

    public IReadOnlyList<SampleValue> Samples { get; init; } = [];

    public IReadOnlyList<ProposedField> Mapping { get; init; } = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<FailedPart> Problems { get; init; } = [];
}
