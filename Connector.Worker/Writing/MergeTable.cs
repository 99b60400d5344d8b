namespace Connector.Worker.Writing;

/// <summary>What happens to one field.</summary>
public enum MergeAction
{
    /// <summary>The new value is written.</summary>
    Write,

    /// <summary>What is there stays.</summary>
    Keep,

    /// <summary>The CRM says it already.</summary>
    Agreed,

    /// <summary>The new value has no form the field could hold; nothing is written.</summary>
    Unresolved,
}

/// <summary>How the CRM's present value relates to what it returned after our last write.</summary>
public enum FieldState
{
    /// <summary>It is what we wrote.</summary>
    Ours,

    /// <summary>We wrote it, and somebody changed it since.</summary>
    Edited,

    /// <summary>We wrote it, and somebody emptied it since.</summary>
    Emptied,

    /// <summary>It is empty and we never wrote it.</summary>
    Empty,

    /// <summary>It has a value we never wrote.</summary>
    Foreign,
}

/// <summary>The merge's verdict on one field.</summary>
/// <param name="Action">Write or keep.</param>
/// <param name="Why">For people.</param>
public readonly record struct MergeVerdict(MergeAction Action, string Why);

/// <summary>Who wins where the CRM and the Company Explorer differ; every combination of policy and state has its cell.</summary>
public static class MergeTable
{
    /// <summary>The cell of a policy and a state, for a new value that differs from the present one.</summary>
    public static MergeVerdict Decide(MergePolicy policy, FieldState state) => (policy, state) switch
    {
        (MergePolicy.Always, FieldState.Ours) => Write("replaces what we wrote before"),
        (MergePolicy.Always, FieldState.Edited) => Write("replaces a human's edit (policy always)"),
        (MergePolicy.Always, FieldState.Emptied) => Write("fills a field emptied by a human (policy always)"),
        (MergePolicy.Always, FieldState.Empty) => Write("the field was empty"),
        (MergePolicy.Always, FieldState.Foreign) => Write("replaces a value that was there before us (policy always)"),

        (MergePolicy.KeepHuman, FieldState.Ours) => Write("replaces what we wrote before"),
        (MergePolicy.KeepHuman, FieldState.Edited) => Keep("a human changed it"),
        (MergePolicy.KeepHuman, FieldState.Emptied) => Keep("a human emptied it"),
        (MergePolicy.KeepHuman, FieldState.Empty) => Write("the field was empty"),
        (MergePolicy.KeepHuman, FieldState.Foreign) => Keep("it was there before us"),

        (MergePolicy.IfEmpty, FieldState.Ours) => Keep("the field is not empty (policy if-empty)"),
        (MergePolicy.IfEmpty, FieldState.Edited) => Keep("the field is not empty (policy if-empty)"),
        (MergePolicy.IfEmpty, FieldState.Emptied) => Write("the field was empty"),
        (MergePolicy.IfEmpty, FieldState.Empty) => Write("the field was empty"),
        (MergePolicy.IfEmpty, FieldState.Foreign) => Keep("the field is not empty (policy if-empty)"),

        _ => throw new ArgumentOutOfRangeException(nameof(policy), (policy, state), "No cell for this policy and state."),
    };

    private static MergeVerdict Write(string why) => new(MergeAction.Write, why);

    private static MergeVerdict Keep(string why) => new(MergeAction.Keep, why);
}
