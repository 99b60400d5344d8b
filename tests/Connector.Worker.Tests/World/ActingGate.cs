using Connector.SuperOffice.Writing;

namespace Connector.Worker.Tests.World;

/// <summary>Does something once, right before it is asked for the first time: between a write's intent and its PATCH.</summary>
internal sealed class ActingGate(IWriteGate inner, Func<Task> act) : IWriteGate
{
    private bool _acted;

    public async ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken)
    {
        if (!Interlocked.Exchange(ref _acted, true))
        {
            await act();
        }

        return await inner.RefusalAsync(tenant, kind, cancellationToken);
    }
}
