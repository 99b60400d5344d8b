namespace Connector.Jobs.Audit;

/// <summary>Something that contradicts itself, seen twice.</summary>
/// <param name="Kind">A stable word, one of <see cref="FindingKinds.All"/>.</param>
/// <param name="Key">The key in Redis it was seen at.</param>
/// <param name="Meaning">What it means, for people.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record AuditFinding(string Kind, string Key, string Meaning, string Advice);

/// <summary>What a deep audit saw.</summary>
/// <param name="Count">Where all jobs are.</param>
/// <param name="Findings">What is wrong; at most <see cref="DeepAudit.MostFindings"/>.</param>
/// <param name="FindingsLeftOut">How many more suspects there were; they were not looked at again.</param>
/// <param name="Looked">How much was looked at, by what it is: <c>keys</c>, <c>jobs</c>, <c>accounts</c>, <c>passes</c>, <c>runs</c>, <c>ledgers</c>, <c>answers</c>.</param>
/// <param name="Complete">False if the time was over before everything had been looked at.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record DeepAuditReport(
    AuditReport Count,
    IReadOnlyList<AuditFinding> Findings,
    int FindingsLeftOut,
    IReadOnlyDictionary<string, long> Looked,
    bool Complete,
    long Milliseconds)
{
    /// <summary>True if everything was looked at and nothing is wrong.</summary>
    public bool Clean => Complete && Findings.Count == 0;
}
