using Connector.Enrichment.V1;

namespace Connector.Worker.Enriching;

/// <summary>What the Company Explorer says of the analysis behind an answer. Null where it says nothing.</summary>
/// <param name="CompanyName">The company's name as it found it.</param>
/// <param name="Website">The company's website as it found it.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Model">The model's name.</param>
public sealed record AnalysisFacts(string? CompanyName, string? Website, double? Confidence, string? Model)
{
    /// <summary>It says nothing.</summary>
    public static readonly AnalysisFacts None = new(null, null, null, null);

    /// <summary>Reads what came with an answer.</summary>
    public static AnalysisFacts Of(AnalysisInfo? analysis) => analysis is null
        ? None
        : new(Told(analysis.CompanyName), Told(analysis.Website), analysis.HasConfidence ? analysis.Confidence : null, Told(analysis.Model));

    private static string? Told(string text) => text.Length > 0 ? text : null;
}
