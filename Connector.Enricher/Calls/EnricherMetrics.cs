using System.Diagnostics.Metrics;

namespace Connector.Enricher.Calls;

/// <summary>Meter <c>Connector.Enricher</c>.</summary>
internal sealed class EnricherMetrics
{
    private readonly Counter<long> _answers;

    public EnricherMetrics(IMeterFactory meters)
    {
        _answers = meters.Create("Connector.Enricher").CreateCounter<long>(
            "connector.enricher.answers", "{answer}", "Questions answered, by outcome or reason of failure.");
    }

    public void Answered(string outcome) => _answers.Add(1, new KeyValuePair<string, object?>("connector.outcome", outcome));
}
