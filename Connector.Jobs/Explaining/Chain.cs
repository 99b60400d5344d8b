using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Explaining;

/// <summary>Puts what runs tell of one entity into the order it happened in. Pure.</summary>
internal static class Chain
{
    public static List<ExplanationStep> Of(EntityKey entity, string? field, IReadOnlyList<SyncRunDetails> runs) =>
    [
        .. runs.SelectMany(run => OfJobs(run, entity.ToString()).Concat(OfReports(run, entity, field)))
            .OrderBy(step => step.At),
    ];

    private static IEnumerable<ExplanationStep> OfJobs(SyncRunDetails run, string entity)
    {
        foreach (var job in run.Jobs.Where(job => job.Entity == entity && !IsForOthers(job)))
        {
            var author = job.ChangedBy is { } associate ? string.Create(CultureInfo.InvariantCulture, $" by associate {associate}")
                : job.By is { } who ? $" by {who}"
                : "";
            yield return new(job.ReceivedAt, StepKind.Event, job.Event + author, run.Run.Id, job.Id);
            if (job.Decision is { } decision)
            {
                yield return new(job.ReceivedAt, decision == "echo" ? StepKind.Echo : StepKind.Decision, decision, run.Run.Id, job.Id);
            }

            if (job is { EndedAt: { } endedAt, Outcome: { } outcome } && outcome is not ("completed" or "proposed") && job.Reason != job.Decision
                && job.Reason != Rejection.Reason)
            {
                var text = job.Error is null ? $"{outcome}: {job.Reason}" : $"{outcome}: {job.Error}";
                yield return new(endedAt, KindOf(job.Reason), text, run.Run.Id, job.Id);
            }
        }
    }

    private static IEnumerable<ExplanationStep> OfReports(SyncRunDetails run, EntityKey entity, string? field)
    {
        foreach (var report in run.Reports.Where(report => report.Entity == entity))
        {
            var at = report.At ?? run.Run.UpdatedAt;
            if (report.Analysed)
            {
                var cost = report.Cost is null ? "" : $", for {report.Cost}";
                yield return new(at, StepKind.Enrichment, $"the Company Explorer was asked{cost}{ThinkerOf(report)}", run.Run.Id);
            }
            else if (report.Fields.Count > 0 && (report.Reason == "written" || report.Outcome == JobOutcome.Proposed))
            {
                yield return new(at, StepKind.Enrichment, $"the stored answer was used{ThinkerOf(report)}", run.Run.Id);
            }

            if (report is { Outcome: JobOutcome.Proposed, Detail: { } detail })
            {
                yield return new(at, StepKind.Proposal, $"{report.Reason}: {detail}", run.Run.Id);
            }
            else if (report.Reason == Rejection.Reason)
            {
                yield return new(at, StepKind.Human, report.Detail ?? report.Reason, run.Run.Id);
            }

            foreach (var change in report.Fields.Where(change => field is null || Is(change, field)))
            {
                yield return new(at, KindOf(report, change), TextOf(change), run.Run.Id, Change: change);
            }
        }
    }

    // A company's cascade changes nothing of the company: its persons' chains tell of it.
    private static bool IsForOthers(JobView job) =>
        job.Event == "connector.cascade" && EntityKey.TryParse(job.Entity, out var key) && key.Kind == EntityKind.Contact;

    private static StepKind KindOf(string? reason) => reason switch
    {
        "echo" => StepKind.Echo,
        "human_edit" => StepKind.Human,
        _ => StepKind.End,
    };

    private static bool Is(FieldChange change, string field) =>
        change.Field.Equals(field, StringComparison.OrdinalIgnoreCase) || change.ProgId.Equals(field, StringComparison.OrdinalIgnoreCase);

    private static StepKind KindOf(EntityReport report, FieldChange change) => (change.Decision, report.Outcome) switch
    {
        ("write", JobOutcome.Completed) => StepKind.Write,
        ("write", _) => StepKind.Proposal,
        ("keep", _) => StepKind.Human,
        _ => StepKind.Merge,
    };

    private static string ThinkerOf(EntityReport report) =>
        (report.Model is null ? "" : $", by {report.Model}")
        + (report.Confidence is { } confidence ? string.Create(CultureInfo.InvariantCulture, $", with confidence {confidence}") : "");

    private static string TextOf(FieldChange change) => $"{change.Field}: {change.Decision}, {change.Why}";
}
