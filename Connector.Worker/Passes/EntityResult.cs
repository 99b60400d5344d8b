using Connector.Jobs.Queue;

namespace Connector.Worker.Passes;

/// <summary>What the work on one entity came to.</summary>
internal abstract record EntityResult
{
    private EntityResult()
    {
    }

    /// <summary>The only jobs of the entity that it is about; null if it is about all that are left.</summary>
    public IReadOnlyList<string>? Jobs => this switch
    {
        Finished { Report.Jobs: var ended } => ended,
        Released { Release.Jobs: var released } => released,
        _ => null,
    };

    /// <summary>Its jobs end.</summary>
    public sealed record Finished(EntityReport Report) : EntityResult;

    /// <summary>Its jobs go back, at no cost.</summary>
    public sealed record Released(Release Release) : EntityResult;

    /// <summary>Something failed.</summary>
    public sealed record Failed(Failure Failure) : EntityResult;
}
