using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Explaining;

/// <summary>Why an entity's fields hold what they hold, as far as the connector has to do with it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Entity">The contact or person.</param>
/// <param name="Field">The field asked about, as it was spelt (enrichment field or ProgId); null for all.</param>
/// <param name="Written">Per ProgId: what the CRM returned after our last write, in wire form. Empty: nothing we know of is ours.</param>
/// <param name="OpenWrite">True while a write was begun whose outcome is not known yet.</param>
/// <param name="Steps">What happened, oldest first; only what the retention has left.</param>
public sealed record Explanation(
    string Tenant, EntityKey Entity, string? Field, IReadOnlyDictionary<string, string> Written, bool OpenWrite, IReadOnlyList<ExplanationStep> Steps)
{
    /// <summary>How many earlier steps are left out.</summary>
    public int EarlierLeftOut { get; init; }

    /// <summary>The same with the last steps only.</summary>
    public Explanation Last(int most) => this with { Steps = [.. Steps.TakeLast(most)], EarlierLeftOut = EarlierLeftOut + Math.Max(0, Steps.Count - most) };
}

/// <summary>One link of the chain event → decision → enrichment → merge → write → echo → human override.</summary>
/// <param name="At">When, by Redis' clock; what a pass did carries the time the pass began.</param>
/// <param name="Kind">Which link.</param>
/// <param name="Text">For people.</param>
/// <param name="Run">The sync run that shows it.</param>
/// <param name="Job">The job, if it is about one.</param>
/// <param name="Change">The field, if it is about one.</param>
public sealed record ExplanationStep(DateTimeOffset At, StepKind Kind, string Text, string Run, string? Job = null, FieldChange? Change = null);

/// <summary>The links of the chain.</summary>
public enum StepKind
{
    /// <summary>SuperOffice told us of a change, an operator asked for something, or it follows from a change of the company.</summary>
    Event,

    /// <summary>What was decided about it, and why.</summary>
    Decision,

    /// <summary>The Company Explorer was asked, or its stored answer used.</summary>
    Enrichment,

    /// <summary>A field was compared: what was to happen to it, and why.</summary>
    Merge,

    /// <summary>A field was written.</summary>
    Write,

    /// <summary>A field would have been written, had it been allowed.</summary>
    Proposal,

    /// <summary>Our own write came back as an event.</summary>
    Echo,

    /// <summary>A human's value stood against ours, and stayed.</summary>
    Human,

    /// <summary>Nothing came of it, and why.</summary>
    End,
}
