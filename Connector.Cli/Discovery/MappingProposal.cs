using Connector.SuperOffice.Fields;

namespace Connector.Cli.Discovery;

/// <summary>What a mapped field could be, or why nothing fits.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="ProgId">The field; null if none fits.</param>
/// <param name="Why">What speaks for it, or what to make.</param>
internal sealed record ProposedField(string Setting, string? ProgId, string Why)
{
    /// <summary>A line to paste.</summary>
    public string Line => ProgId is null ? $"# {Setting}= {Why}" : $"{Setting}={ProgId} # {Why}";
}

/// <summary>
/// Guesses by label and type which user-defined field is meant for what. Each is a proposal for a person who knows: a wrong one would have the connector
/// write into a field that means something else.
/// </summary>
internal static class MappingProposal
{
    // What the predecessor's installation had; the setting's default.
    private const string UsualVertical = "SuperOffice:83";

    /// <summary>A proposal for each mapped field of these.</summary>
    public static IReadOnlyList<ProposedField> For(IReadOnlyCollection<SurveyedField> fields)
    {
        var taken = new HashSet<(string, string)>();
        List<ProposedField> proposed = [];
        foreach (var mapped in MappedField.All)
        {
            var best = fields
                .Where(field => field.Entity == mapped.Entity.ToString() && !field.IsAmbiguous && Fits(mapped, field))
                .Where(field => !taken.Contains((field.Entity, field.ProgId)))
                .Select(field => (Field: field, Score: ScoreOf(mapped, field)))
                .Where(one => one.Score > 0)
                .OrderByDescending(one => one.Score).ThenBy(one => one.Field.ProgId, StringComparer.Ordinal)
                .Select(one => one.Field)
                .FirstOrDefault();
            if (best is not null)
            {
                taken.Add((best.Entity, best.ProgId));
            }

            proposed.Add(best is null ? new(mapped.Setting, null, NoneFits(mapped)) : new(mapped.Setting, best.ProgId, WhyOf(mapped, best)));
        }

        return proposed;
    }

    private static bool Fits(MappedField mapped, SurveyedField field) =>
        mapped.Types.Contains(field.Type)
        && (field.Type == FieldType.List || mapped.LeastLength == 0 || field.Length == 0 || field.Length >= mapped.LeastLength);

    // A label that says it exactly, then one that contains it; of equals, the better type.
    private static int ScoreOf(MappedField mapped, SurveyedField field)
    {
        var label = field.Label.Trim().ToLowerInvariant();
        var said = mapped.Words.Contains(label, StringComparer.Ordinal) ? 100
            : mapped.Words.Any(word => label.Contains(word, StringComparison.Ordinal)) ? 50
            : mapped.Name == "Vertical" && field is { ProgId: UsualVertical, Type: FieldType.List } ? 10
            : 0;
        return said == 0 ? 0 : said + mapped.Types.Count - mapped.Types.ToList().IndexOf(field.Type);
    }

    private static string WhyOf(MappedField mapped, SurveyedField field)
    {
        var label = field.Label.Trim().ToLowerInvariant();
        var said = mapped.Words.Any(word => label.Contains(word, StringComparison.Ordinal)) ? $"labelled {field.Label}" : $"a list, as {UsualVertical} usually is; labelled {field.Label}";
        return field.Type == FieldType.List ? $"{said}, a list" : field.Length > 0 ? $"{said}, {field.Length} characters" : said;
    }

    private static string NoneFits(MappedField mapped) =>
        $"none is labelled so: make a field of type {mapped.Types[0]}{(mapped.LeastLength > 0 ? " with 199 characters" : "")} labelled {mapped.Words[0]}, or name one that there is";
}
