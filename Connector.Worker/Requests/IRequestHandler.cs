using Connector.Jobs.Queue;
using Connector.Worker.Passes;

namespace Connector.Worker.Requests;

/// <summary>
/// Does what requests of one kind ask for, under the lease of the entity's account. Registered with the parts that each tenant has of its own;
/// called once per request, oldest first, before the entity's events. Replays need none, nor do a person's cascade and
/// the recheck of a record: they are work on the entity like an event.
/// </summary>
internal interface IRequestHandler
{
    /// <summary>The kind it handles.</summary>
    RequestKind Kind { get; }

    /// <summary>Does it. Failures of the outside world may be thrown, as by any work of a pass.</summary>
    /// <returns>
    /// A report ends this one job, unless it names other <see cref="EntityReport.Jobs"/>; a release that names <see cref="Release.Jobs"/> is about
    /// those. Anything else is the fate of all the entity's jobs that are left in the pass.
    /// </returns>
    Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken);
}
