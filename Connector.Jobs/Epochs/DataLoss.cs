namespace Connector.Jobs.Epochs;

/// <summary>What happened to data that is gone.</summary>
public enum LossKind
{
    /// <summary>All of it is gone; what is there was made afterwards.</summary>
    Emptied,

    /// <summary>The data is an older one: a backup from a minute ago or longer, or another server's.</summary>
    Restored,

    /// <summary>The last moments are missing, as after a failover to a replica that lagged.</summary>
    RolledBack,
}

/// <summary>The last loss of data that was noticed. Until it has ended, only empty fields and fields known to be ours are written.</summary>
public sealed record DataLoss
{
    /// <summary>What happened.</summary>
    public required LossKind Kind { get; init; }

    /// <summary>When it was noticed.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How much time is missing before the moment that was last remembered; null if all is, or nobody can tell.</summary>
    public TimeSpan? Missing { get; init; }

    /// <summary>The epoch that was remembered; null if the loss was noticed by the data's absence alone.</summary>
    public string? RememberedEpoch { get; init; }

    /// <summary>Jobs ever accepted, as remembered.</summary>
    public long? RememberedAccepted { get; init; }

    /// <summary>Jobs ever finished, as remembered.</summary>
    public long? RememberedFinished { get; init; }

    /// <summary>The epoch of the data since.</summary>
    public string? SeenEpoch { get; init; }

    /// <summary>Jobs ever accepted, as found.</summary>
    public long? SeenAccepted { get; init; }

    /// <summary>Jobs ever finished, as found.</summary>
    public long? SeenFinished { get; init; }

    /// <summary>Who accepted it; null while nobody has.</summary>
    public string? EndedBy { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether writing is restricted by it.</summary>
    public bool IsOpen => EndedAt is null;
}
