namespace Connector.Dashboard.Api;

/// <summary>One deep audit at a time: it is bounded, but many of them would not be.</summary>
internal sealed class DeepAuditTurn
{
    private int _taken;

    /// <summary>The turn, to be disposed; null while somebody else has it.</summary>
    public IDisposable? TryTake() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0 ? new Turn(this) : null;

    private sealed class Turn(DeepAuditTurn turn) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref turn._taken, 0);
    }
}
