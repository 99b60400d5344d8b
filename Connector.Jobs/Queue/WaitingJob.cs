using Connector.Jobs.Accounts;
using Connector.Jobs.Refusals;

namespace Connector.Jobs.Queue;

/// <summary>A job that waits for its decision.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Tenant">The tenant whose path the event came in by.</param>
/// <param name="EventId">What deduplication knew it by.</param>
/// <param name="Body">The event, byte for byte.</param>
/// <param name="TraceParent">W3C context of the receiving span, if there was one.</param>
/// <param name="ReceivedAt">When it was accepted, by Redis' clock.</param>
/// <param name="Deliveries">How often it was handed out: more than once if a decider crashed.</param>
public sealed record WaitingJob(
    string JobId, string Tenant, string EventId, ReadOnlyMemory<byte> Body, string? TraceParent, DateTimeOffset ReceivedAt, int Deliveries);

/// <summary>What a decision knows about its job; recorded and shown.</summary>
/// <param name="Event">The event's name, such as <c>contact.changed</c>; empty if it could not be read.</param>
/// <param name="Account">The account it belongs to; null if it belongs to none.</param>
/// <param name="Entity">The entity it is about; null if it is about none of ours.</param>
/// <param name="Reason">Why it was decided so: a word from the worker's closed list of decision reasons.</param>
/// <param name="ChangedBy">The associate id in the event; null if there was none.</param>
public sealed record JobDecision(string Event, AccountKey? Account, EntityKey? Entity, string Reason, int? ChangedBy = null)
{
    /// <summary>If settings of the tenant's made it be skipped: which, so that the entity is looked at when they change.</summary>
    public Refusal? Refusal { get; init; }
}
