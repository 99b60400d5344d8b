namespace Connector.Worker.Passes;

/// <summary>Why what may be written in principle may not be now.</summary>
internal static class WriteHolds
{
    /// <summary>A person stopped writes in Redis.</summary>
    public static Failure Stop { get; } = new(FailureEffect.Hold, "a person stopped all writes", Side: HoldSide.WriteStop);

    /// <summary>A person stopped writes by a file.</summary>
    public static Failure StopFile { get; } = new(FailureEffect.Hold, "a person stopped all writes by a file", Side: HoldSide.WriteStop);

    /// <summary>Too many accounts were written.</summary>
    public static Failure Budget { get; } =
        new(FailureEffect.Hold, "as many accounts as Tenant:WriteBudget allows were written", Side: HoldSide.WriteBudget);
}

/// <summary>The work cannot go on before the hold is over.</summary>
internal sealed class HeldException(Failure failure) : Exception(failure.Error)
{
    public Failure Failure { get; } = failure;
}
