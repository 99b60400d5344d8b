using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

namespace Connector.Reliability.Tests.Checking;

/// <summary>When nothing is on its way any more.</summary>
internal static class Quiet
{
    /// <summary>
    /// Waits until all accepted jobs have ended, spools are empty, and no event of the sandbox is under way. Of an ingress that could not tell
    /// of its spool while Redis was away the sender knows: as many jobs as it was promised must be there.
    /// </summary>
    public static Task<JobCounts> ReachedAsync(
        ConnectorSystem system, JobMachine machine, TimeSpan patience, CancellationToken cancellationToken, Sender? sender = null) =>
        ReachedAsync(system, machine, patience, sender?.Answers ?? [], cancellationToken);

    /// <summary>The same, of these answers alone: others were lost, and that is known.</summary>
    public static async Task<JobCounts> ReachedAsync(
        ConnectorSystem system, JobMachine machine, TimeSpan patience, IReadOnlyCollection<Answer> answers, CancellationToken cancellationToken) =>
        (await Eventually.ValueAsync(
            () => LookAsync(system, machine, cancellationToken),
            look => look.Before.Accepted >= Promised(answers)
                && look.Before.Open == 0 && look.Before.Spooled == 0 && look.Undelivered == 0 && look.After == look.Before,
            patience, "everything accepted has ended", cancellationToken)).After;

    private static int Promised(IReadOnlyCollection<Answer> answers) => answers.Where(answer => answer.IsPromised).Select(answer => answer.EventId).Distinct().Count();

    // Counts on both sides of the look at the sandbox: an event that arrives in between shows in the second.
    private static async Task<(JobCounts Before, long Undelivered, JobCounts After)> LookAsync(
        ConnectorSystem system, JobMachine machine, CancellationToken cancellationToken)
    {
        var before = await machine.CountAsync();
        var undelivered = await system.Crm.UndeliveredAsync(cancellationToken);
        return (before, undelivered, await machine.CountAsync());
    }
}
