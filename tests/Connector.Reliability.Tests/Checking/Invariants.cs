using System.Text.Json.Nodes;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;

namespace Connector.Reliability.Tests.Checking;

/// <summary>
/// What must hold once a broken system is quiet again, whatever was done to it (architecture, I1 to I3). Each is checked against the books
/// of somebody else than the connector: the sender's list of 200s, the CRM's list of PATCHes, the Company Explorer's list of analyses.
/// </summary>
internal sealed class Invariants(IReadOnlyList<Job> jobs, JobCounts counts, IReadOnlyList<(string Kind, string Entity, JsonNode Body)> journal)
{
    private static readonly string[] Stamps = [CrmFields.ContactStamp, CrmFields.PersonStamp];

    /// <summary>PATCHes that said once more what an earlier one had said: harmless, and worth knowing.</summary>
    public int RepeatedPatches => Patches.GroupBy(patch => (patch.Entity, patch.Fingerprint)).Sum(group => group.Count() - 1);

    /// <summary>All PATCHes: of which entity, made from what, and what it set beside the stamp.</summary>
    public IReadOnlyList<(string Entity, string Fingerprint, string Content)> Patches { get; } =
        [.. journal.Where(entry => entry.Kind == "patch").Select(entry => PatchOf(entry.Entity, entry.Body))];

    /// <summary>All analyses that were started, by what was asked.</summary>
    public IReadOnlyList<(string Entity, string Question)> Analyses { get; } =
        [.. journal.Where(entry => entry.Kind == "analysis").Select(entry => (entry.Entity, entry.Body.ToJsonString()))];

    public static async Task<Invariants> ReadAsync(ConnectorSystem system, JobMachine machine, CancellationToken cancellationToken) =>
        new(await machine.JobsAsync(), await machine.CountAsync(), await system.Crm.JournalAsync(cancellationToken));

    /// <summary>I1: each event that was answered with 200 is one job, and that job has ended, once.</summary>
    public void EveryPromiseIsKept(IEnumerable<Answer> answers)
    {
        var jobsOf = jobs.ToLookup(job => job.EventId);
        var broken = answers.Where(answer => answer.IsPromised)
            .Select(answer => (answer.EventId, Jobs: jobsOf[answer.EventId].ToList()))
            .Where(promise => promise.Jobs is not [{ State: "finished" or "dead" }])
            .Select(promise => $"{promise.EventId}: {promise.Jobs.Count} jobs {string.Join(' ', promise.Jobs)}")
            .ToList();
        Assert.True(broken.Count == 0, $"{broken.Count} events were answered with 200 and did not end once:\n{string.Join('\n', broken.Take(20))}");
    }

    /// <summary>I1: nothing is open, and the books balance, both by counters and by records.</summary>
    public void TheAuditIsBalanced()
    {
        Assert.Equal(0, counts.Open);
        Assert.Equal(0, counts.Spooled);
        Assert.True(counts.IsBalanced, $"The audit is not balanced: {counts}");
        Assert.Equal(counts.Accepted, jobs.Count);
        Assert.Equal(counts.Finished, jobs.Count(job => job.State == "finished"));
        Assert.Equal(counts.Dead, jobs.Count(job => job.State == "dead"));
    }

    /// <summary>I2: what was made from the same input was never written a second time with other values.</summary>
    public void NothingIsWrittenTwiceDifferently()
    {
        var different = Patches.GroupBy(patch => (patch.Entity, patch.Fingerprint))
            .Where(group => group.Select(patch => patch.Content).Distinct().Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(" | ", group.Select(patch => patch.Content))}")
            .ToList();
        Assert.True(different.Count == 0, $"{different.Count} second different writes:\n{string.Join('\n', different.Take(20))}");
    }

    /// <summary>I2: each question started one analysis at most, since the sandbox honours the idempotency key.</summary>
    public void NoQuestionIsPaidTwice()
    {
        var twice = Analyses.GroupBy(analysis => analysis.Question).Where(group => group.Count() > 1).Select(group => $"{group.Count()} × {group.Key}").ToList();
        Assert.True(twice.Count == 0, $"{twice.Count} questions were paid for more than once:\n{string.Join('\n', twice.Take(20))}");
    }

    /// <summary>Whoever crashed too often is a human's; everything else must not be there.</summary>
    /// <returns>The entities of those.</returns>
    public IReadOnlySet<string> OnlyCrashesAreDead()
    {
        var dead = jobs.Where(job => job.State == "dead").ToList();
        Assert.All(dead, job => Assert.True(job.Reason == "crashed", job.Error));
        return dead.Select(job => job.Entity).ToHashSet();
    }

    private static (string Entity, string Fingerprint, string Content) PatchOf(string entity, JsonNode patch)
    {
        var set = patch.AsArray()
            .Where(operation => (string?)operation!["op"] == "replace" && (string?)operation["path"] == "CustomFields")
            .SelectMany(operation => operation!["value"]!.AsObject())
            .ToDictionary(field => field.Key, field => (string?)field.Value);
        var stamp = Stamps.Select(progId => set.GetValueOrDefault(progId)).OfType<string>().Single();
        var content = set.Where(field => !Stamps.Contains(field.Key)).OrderBy(field => field.Key, StringComparer.Ordinal);
        return (entity, stamp.Split(';').Single(part => part.StartsWith("fp=", StringComparison.Ordinal)), string.Join("; ", content.Select(field => $"{field.Key}={field.Value}")));
    }
}
