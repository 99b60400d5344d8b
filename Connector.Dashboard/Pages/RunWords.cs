using Connector.Jobs.Runs;

namespace Connector.Dashboard.Pages;

/// <summary>How runs are named on pages.</summary>
internal static class RunWords
{
    public static string Of(SyncRunStatus status) => status switch
    {
        SyncRunStatus.Processing => "processing",
        SyncRunStatus.Failed => "failed",
        SyncRunStatus.Completed => "completed",
        SyncRunStatus.Proposed => "proposed",
        SyncRunStatus.Unchanged => "unchanged",
        _ => "skipped",
    };

    /// <summary>The company's name; until it is known, what the account is.</summary>
    public static string Title(SyncRun run) => run.Name is { Length: > 0 } name ? name : AccountWords(run.Account);

    /// <summary>What the title leaves out: the account's id and the owner.</summary>
    public static string Subtitle(SyncRun run) => string.Join(" · ", new[]
    {
        run.Name is { Length: > 0 } ? AccountWords(run.Account) : "",
        run.Owner is { Length: > 0 } owner ? $"owner {owner}" : "",
    }.Where(part => part.Length > 0));

    private static string AccountWords(string account) => account switch
    {
        "c0" => "the whole tenant",
        ['c', .. var id] => $"contact {id}",
        ['p', .. var id] => $"person {id}",
        "" => "no account",
        _ => account,
    };
}
