using Connector.Jobs.Queue;
using Connector.Worker.Deciding;

namespace Connector.Worker.Passes;

/// <summary>
/// Somebody else saved the record between our last read and our PATCH, and nothing of theirs is to be seen: where the tenant honours no precondition for
/// each field, ours may have gone over it. Shown, because it cannot be known.
/// </summary>
internal static class LostSaves
{
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether an event may tell of such a save. One that came before the read tells of what was read. One may tell of a save before the PATCH and come
    /// after it, but hardly much later if the record was last saved by the same person.
    /// </summary>
    /// <param name="job">The event.</param>
    /// <param name="own">Whose our saves are.</param>
    /// <param name="savedBy">Who saved the record last.</param>
    /// <param name="readAt">Since when our write did not look at the record any more; null if not known.</param>
    /// <param name="writtenAt">When it was confirmed; of one that was given up, when it was begun.</param>
    public static bool MayTellOfOne(PassJob job, int own, int? savedBy, DateTimeOffset? readAt, DateTimeOffset writtenAt) =>
        job.ChangedBy is { } who && who != own
        && job.Reason == DecisionReason.Opaque.Word()
        && job.ReceivedAt > (readAt ?? writtenAt - SameTime)
        && job.ReceivedAt - writtenAt < (savedBy == who ? UsualDelay : SameTime);
}
