using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>An enrichment field and the user-defined field it goes to.</summary>
/// <param name="Field">Its name, one of <see cref="FieldNames"/>.</param>
/// <param name="Policy">Who wins.</param>
/// <param name="Definition">The field as the tenant's layout describes it.</param>
public sealed record MappedField(string Field, MergePolicy Policy, FieldDefinition Definition)
{
    /// <summary>The field's name in the CRM.</summary>
    public string ProgId => Definition.ProgId;

    /// <summary>For lists: what happens to a name that the list lacks.</summary>
    public UnknownItem Unknown { get; init; }

    /// <summary>For lists: the item meant by a name of the Company Explorer's.</summary>
    public IDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    /// <summary>For texts: what happens to one that is too long.</summary>
    public TooLongText TooLong { get; init; }
}

/// <summary>
/// A tenant's mapping, as far as its published layout can hold it. What it cannot is reported and left out; the rest
/// works. The only fields ever written are the ones in here.
/// </summary>
public sealed class FieldMap
{
    private FieldMap(
        IReadOnlyList<MappedField> content, MappedField? lastEnriched, MappedField? stamp, IReadOnlyList<FieldDefinition> inputs,
        IReadOnlyList<MappingProblem> problems)
    {
        Inputs = inputs;
        Content = content;
        LastEnriched = lastEnriched;
        Stamp = stamp;
        Problems = problems;
        Version = Fingerprint.Of("mapping", [.. content.SelectMany(m => new[] { m.Field, m.ProgId, m.Policy.ToString() })])[..12];
    }

    /// <summary>Fields that hold what the Company Explorer said.</summary>
    public IReadOnlyList<MappedField> Content { get; }

    /// <summary>The day of our last write; null if not mapped.</summary>
    public MappedField? LastEnriched { get; }

    /// <summary>Our stamp; null if not mapped.</summary>
    public MappedField? Stamp { get; }

    /// <summary>Fields that people set to ask for an enrichment: read, never written.</summary>
    public IReadOnlyList<FieldDefinition> Inputs { get; }

    /// <summary>What the layout does not have as the mapping wants it.</summary>
    public IReadOnlyList<MappingProblem> Problems { get; }

    /// <summary>All fields that may be written.</summary>
    public IEnumerable<MappedField> Written => Content.Concat(new[] { LastEnriched, Stamp }.OfType<MappedField>());

    /// <summary>Changes when a content field, its place or its policy changes: then known answers are merged anew.</summary>
    public string Version { get; }

    /// <summary>All fields that may be written.</summary>
    public IEnumerable<string> ProgIds => Content.Cast<MappedField?>().Append(LastEnriched).Append(Stamp).OfType<MappedField>().Select(f => f.ProgId);

    /// <summary>The type of a mapped field; unknown if it is not mapped (any more).</summary>
    public FieldType TypeOf(string progId) => Find(progId)?.Definition.Type ?? FieldType.Unknown;

    /// <summary>The name of a mapped field; its ProgId if it is not mapped (any more).</summary>
    public string NameOf(string progId) => Find(progId)?.Field ?? progId;

    /// <summary>True if both write the same fields in the same way.</summary>
    public bool IsLike(FieldMap other) => Written.SequenceEqual(other.Written);

    /// <summary>Meets a mapping with the tenant's published layout.</summary>
    public static FieldMap Resolve(EntityMapping mapping, IReadOnlyDictionary<string, FieldDefinition> layout)
    {
        var used = mapping.All.Select(m => m.Mapping.ProgId!).ToHashSet(StringComparer.Ordinal);
        var problems = mapping.All.SelectMany(m => MappingRules.Check(m.Field, m.Mapping.ProgId!, layout, used))
            .Concat(mapping.Inputs.SelectMany(progId => MappingRules.CheckInput(progId, layout, used)))
            .ToList();
        var blocked = problems.Where(p => p.Blocks).Select(p => p.Field).ToHashSet(StringComparer.Ordinal);
        return new FieldMap(
            [.. mapping.Content.Select(m => Mapped(m.Field, m.Mapping)).OfType<MappedField>()],
            Mapped(FieldNames.LastEnriched, mapping.LastEnriched),
            Mapped(FieldNames.Stamp, mapping.Stamp),
            [.. mapping.Inputs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(layout.ContainsKey).Select(progId => layout[progId])],
            problems);

        MappedField? Mapped(string field, FieldMapping entry) => string.IsNullOrEmpty(entry.ProgId) || blocked.Contains(field)
            ? null
            : new MappedField(field, entry.Policy, layout[entry.ProgId]) { Unknown = entry.Unknown, Aliases = entry.Aliases, TooLong = entry.TooLong };
    }

    private MappedField? Find(string progId) => Written.FirstOrDefault(f => f.ProgId == progId);
}
