using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>
/// What belongs to an entity's fingerprint although it is not sent: input fields that people set to ask for an enrichment, and for persons the
/// vertical that a human gave their company. Values count by what they mean, so that another wire form of the same is no change; what is not
/// configured or not there adds nothing, so that a tenant without them keeps its fingerprints.
/// </summary>
public static class FingerprintParts
{
    /// <summary>The input fields with their values, by ProgId; none where the tenant names none.</summary>
    public static IReadOnlyList<string> Inputs(FieldMap map, IReadOnlyDictionary<string, string> present) =>
        [.. map.Inputs.SelectMany(input => new[] { $"input:{input.ProgId}", Meaning(input.Type, present.GetValueOrDefault(input.ProgId)) })];

    /// <summary>
    /// The company's vertical where a human set it; nothing where it is empty or our own, so that no write of ours changes a person's fingerprint.
    /// </summary>
    /// <param name="map">The mapping of companies.</param>
    /// <param name="present">The company's fields now.</param>
    /// <param name="written">What the CRM returned after our last write to the company.</param>
    public static IReadOnlyList<string> HumanVertical(
        FieldMap map, IReadOnlyDictionary<string, string> present, IReadOnlyDictionary<string, string> written)
    {
        if (map.Content.FirstOrDefault(f => f.Field == FieldNames.Vertical) is not { } vertical)
        {
            return [];
        }

        var value = present.GetValueOrDefault(vertical.ProgId);
        return Merge.StateOf(vertical.Definition.Type, value, written.GetValueOrDefault(vertical.ProgId)) is FieldState.Edited or FieldState.Foreign
            ? ["vertical", Meaning(vertical.Definition.Type, value)]
            : [];
    }

    /// <summary>A value by what it means: equal for wire forms of the same.</summary>
    internal static string Meaning(FieldType type, string? wire) => !FieldValue.TryParse(type, wire, out var value) ? wire ?? ""
        : value is FieldValue.Text text ? FieldText.Normalize(text.Value)
        : value.ToWire();
}
