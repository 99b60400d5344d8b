namespace Connector.Jobs.Runs;

/// <summary>How a sync run stands; the first that applies, in this order.</summary>
public enum SyncRunStatus
{
    /// <summary>At least one job was completed, whatever came after it: others may be open, dead or proposed.</summary>
    Completed,

    /// <summary>At least one job is waiting for its account or in a pass.</summary>
    Processing,

    /// <summary>No job is open and at least one is dead.</summary>
    Failed,

    /// <summary>Differences wait for approval.</summary>
    Proposed,

    /// <summary>Nothing had to be done.</summary>
    Unchanged,

    /// <summary>Everything was skipped.</summary>
    Skipped,
}
