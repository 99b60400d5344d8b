using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>
/// Meets one mapped field with the tenant's published layout. A field that could not hold what goes there is left out and said so; whatever
/// else is worth knowing is said, and the field is used.
/// </summary>
internal static class MappingRules
{
    /// <summary>What is the matter with a field that is only read; empty if nothing is.</summary>
    public static IReadOnlyList<MappingProblem> CheckInput(
        string progId, IReadOnlyDictionary<string, FieldDefinition> layout, IReadOnlySet<string> used) => layout.ContainsKey(progId)
            ? []
            : [new(
                FieldNames.Input, progId, MappingProblemKind.Missing, Blocks: true, $"the tenant's published layout has no field {progId} to read",
                NearestFields.Of(FieldNames.Input, progId, layout.Values.Where(d => !used.Contains(d.ProgId))))];

    /// <summary>What is the matter with a field; empty if nothing is.</summary>
    /// <param name="field">The enrichment field.</param>
    /// <param name="progId">The ProgId it is mapped to.</param>
    /// <param name="layout">The published fields.</param>
    /// <param name="used">ProgIds that this mapping uses, for this field or others.</param>
    public static IReadOnlyList<MappingProblem> Check(
        string field, string progId, IReadOnlyDictionary<string, FieldDefinition> layout, IReadOnlySet<string> used)
    {
        var needs = FieldRequirement.Of(field);
        if (!layout.TryGetValue(progId, out var definition))
        {
            return [Blocked(MappingProblemKind.Missing, $"the tenant's published layout has no field {progId}", nearest: true)];
        }

        if (definition.IsAmbiguous)
        {
            return [Blocked(MappingProblemKind.Ambiguous, $"the tenant's published layout has several fields {progId}")];
        }

        if (!needs.Fits(definition))
        {
            return [Blocked(MappingProblemKind.WrongType, $"{progId} is of type {definition.Type}, needed is {string.Join(" or ", needs.Types)}", nearest: true)];
        }

        var problems = new List<MappingProblem>();
        if (!needs.IsLongEnough(definition))
        {
            var text = $"{progId} holds {definition.TextLength} characters, {field} needs {needs.TextLength}";
            problems.Add(needs.LengthIsVital ? Blocked(MappingProblemKind.TooShort, text, nearest: true) : Noted(MappingProblemKind.TooShort, text));
        }

        if (definition.IsReadOnly)
        {
            problems.Add(Noted(MappingProblemKind.ReadOnly, $"people cannot change {progId}, so nobody can correct what is written there"));
        }

        if (definition.IsMandatory)
        {
            problems.Add(Noted(MappingProblemKind.Mandatory, $"people must fill in {progId}, so there is often a human's value to keep"));
        }

        return problems;

        MappingProblem Noted(MappingProblemKind kind, string text) => new(field, progId, kind, Blocks: false, text, []);

        MappingProblem Blocked(MappingProblemKind kind, string text, bool nearest = false) => new(
            field, progId, kind, Blocks: true, text,
            nearest ? NearestFields.Of(field, progId, layout.Values.Where(d => needs.Fits(d) && !used.Contains(d.ProgId))) : []);
    }
}
