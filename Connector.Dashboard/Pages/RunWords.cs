using Connector.Jobs.Runs;

namespace Connector.Dashboard.Pages;

/// <summary>How runs are named on pages.</summary>
internal static class RunWords
{
    /// <summary>How it stands. Of an open run where its jobs are, in the words of the counts above the list.</summary>
    public static string Of(SyncRun run) => run.Status switch
    {
        SyncRunStatus.Processing => run.Processing > 0 ? "processing" : "scheduled",
        SyncRunStatus.Failed => "failed",
        SyncRunStatus.Completed => "completed",
        SyncRunStatus.Proposed => "proposed",
        SyncRunStatus.Unchanged => "unchanged",
        _ => "skipped",
    };

    /// <summary>What stands beside that: jobs that are not over, or that wait for a person.</summary>
    public static IEnumerable<(string Word, int Count)> Beside(SyncRun run) => new (string Word, int Count)[]
    {
        ("processing", run.Processing),
        ("scheduled", run.Jobs.GetValueOrDefault("open") - run.Processing),
        ("dead", run.Status == SyncRunStatus.Failed ? 0 : run.Jobs.GetValueOrDefault("dead")),
        ("proposed", run.Proposals),
    }.Where(beside => beside.Count > 0 && beside.Word != Of(run));

    /// <summary>What happened, in one line; its reasons and errors stand beside it.</summary>
    public static string Happened(SyncRun run)
    {
        var parts = string.Join(
            ", ",
            new[]
            {
                Fields(run, "written") is > 0 and var written ? $"{Figures.Of(written, "field")} written" : "",
                Fields(run, "proposed") is > 0 and var proposed ? $"{Figures.Of(proposed, "field")} proposed" : "",
                Fields(run, "kept") is > 0 and var kept ? $"{Figures.Of(kept)} kept{(run.Kept is { Length: > 0 } why ? $": {why}" : "")}" : "",
                run.Status != SyncRunStatus.Skipped && run.Jobs.GetValueOrDefault("skipped") is > 0 and var skipped ? $"{Figures.Of(skipped, "event")} needed no work" : "",
            }.Where(part => part.Length > 0));
        return parts.Length > 0 ? parts : run.Status switch
        {
            SyncRunStatus.Processing => run.Processing > 0 ? "is being worked on" : "waits for its turn",
            SyncRunStatus.Failed => "failed, and waits for a person",
            SyncRunStatus.Skipped => "needed no work",
            SyncRunStatus.Proposed => "waits for approval",
            _ => "nothing had to be changed",
        };
    }

    private static int Fields(SyncRun run, string what) => run.Fields.GetValueOrDefault(what);

    /// <summary>Jobs by how they ended, or where they are.</summary>
    public static IReadOnlyDictionary<string, int> Jobs(SyncRun run) => new Dictionary<string, int>(run.Jobs.Where(job => job.Key != "open"), StringComparer.Ordinal)
    {
        ["processing"] = run.Processing,
        ["scheduled"] = run.Jobs.GetValueOrDefault("open") - run.Processing,
    };

    /// <summary>The company's name; until it is known, what the account is.</summary>
    public static string Title(SyncRun run) => run.Name is { Length: > 0 } name ? name : AccountWords(run.Account);

    /// <summary>What the title leaves out: the account's id and the owner.</summary>
    public static string Subtitle(SyncRun run) => string.Join(" · ", new[]
    {
        run.Name is { Length: > 0 } ? AccountWords(run.Account) : "",
        run.Owner is { Length: > 0 } owner ? $"owner {owner}" : "",
    }.Where(part => part.Length > 0));

    /// <summary>Such as <c>contact 4711</c> for <c>contact:4711</c>.</summary>
    public static string Entity(string entity) => entity.Replace(':', ' ');

    /// <summary>The same with its name where the run has it: that is the company's, or a person's who has none. Names of others are not kept.</summary>
    public static string Entity(SyncRun run, string entity) =>
        Entity(entity) is var words && run.Name is { Length: > 0 } name && words.Length > 0 && words == AccountWords(run.Account) ? $"{name} ({words})" : Entity(entity);

    /// <summary>Such as <c>contact 4711</c> for <c>c4711</c>.</summary>
    public static string AccountWords(string account) => account switch
    {
        "c0" => "the whole tenant",
        ['c', .. var id] => $"contact {id}",
        ['p', .. var id] => $"person {id}",
        "" => "no account",
        _ => account,
    };
}
