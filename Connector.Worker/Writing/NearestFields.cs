using Connector.Jobs.Mapping;
using Connector.Jobs.Tenants;
using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>
/// Which fields of a layout may have been meant by a ProgId that is not in it: those that could hold the value, ordered by the edit
/// distance of their ProgId from the one given, or of their label from it or from what the enrichment field is called, whichever is
/// nearer. Distances are relative to the longer text, and case does not count.
/// </summary>
internal static class NearestFields
{
    private const int Most = 3;
    private const int LongestLabel = 100;

    /// <summary>The three nearest.</summary>
    /// <param name="field">The enrichment field.</param>
    /// <param name="progId">The ProgId that was given for it.</param>
    /// <param name="candidates">The layout's fields that could hold the value and have no other use.</param>
    public static IReadOnlyList<FieldCandidate> Of(string field, string progId, IEnumerable<FieldDefinition> candidates) =>
    [
        .. candidates
            .Select(c => (Definition: c, Typed: Typed(progId, c), Called: Relative(field.Replace('_', ' '), c.Label)))
            .OrderBy(c => Math.Min(c.Typed, c.Called))
            .ThenBy(c => c.Typed)
            .ThenBy(c => c.Definition.ProgId, StringComparer.Ordinal)
            .Take(Most)
            .Select(c => new FieldCandidate(c.Definition.ProgId, Short(c.Definition.Label), c.Definition.Type.ToString())),
    ];

    private static double Typed(string progId, FieldDefinition candidate) =>
        Math.Min(Relative(progId, candidate.ProgId), Relative(progId, candidate.Label));

    private static double Relative(string left, string right) =>
        EditDistance.Between(Short(left).ToUpperInvariant(), Short(right).ToUpperInvariant()) / (double)Math.Max(1, Math.Max(Short(left).Length, Short(right).Length));

    private static string Short(string text) => text.Length <= LongestLabel ? text : text[..LongestLabel];
}
