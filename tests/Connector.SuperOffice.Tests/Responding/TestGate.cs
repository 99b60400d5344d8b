using System.Collections.Concurrent;
using Connector.SuperOffice.Writing;

namespace Connector.SuperOffice.Tests.Responding;

/// <summary>A write gate that notes who asks it. Open unless a test closes it.</summary>
internal sealed class TestGate : IWriteGate
{
    public ConcurrentQueue<(string Tenant, WriteKind Kind)> Asked { get; } = new();

    /// <summary>The answer, given how often it was asked, beginning with 1.</summary>
    public Func<int, string?> Refusal { get; set; } = _ => null;

    public ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken)
    {
        Asked.Enqueue((tenant, kind));
        return ValueTask.FromResult(Refusal(Asked.Count));
    }
}
