namespace Connector.SuperOffice.Calls;

/// <summary>
/// How urgent a call is, most urgent first. While more urgent calls wait, in whatever process, others do not take the tenant's
/// turns; but one turn in ten goes to the less urgent class that has gone without the longest, so that none waits for ever.
/// </summary>
public enum CallClass
{
    /// <summary>The work on an event that just came in. The default.</summary>
    Live,

    /// <summary>A person had something done again.</summary>
    Replay,

    /// <summary>What follows from other work, such as a company's persons.</summary>
    Cascade,

    /// <summary>Looking for events that never came.</summary>
    Reconcile,

    /// <summary>Records from before our time.</summary>
    Backfill,

    /// <summary>Whatever can wait until nobody else has anything to do.</summary>
    Sweep,
}
