using Connector.SuperOffice.Writing;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// Asks the gate about every request that may change anything, last before it leaves and so again before each repetition. What
/// does not say that it only reads, changes something.
/// </summary>
internal sealed class WriteGuard(IWriteGate gate, IOptions<SuperOfficeOptions> options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get && !CallMarks.OnlyReadsIn(request)
            && await gate.RefusalAsync(options.Value.ContextIdentifier, CallMarks.KindOf(request), cancellationToken) is { } refusal)
        {
            throw new SuperOfficeException(FailureKind.WriteRefused, FailureScope.Tenant, $"Nothing was changed: {refusal}");
        }

        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Where nobody said who may write, nobody may.</summary>
internal sealed class NoWriteGate : IWriteGate
{
    public ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken) =>
        ValueTask.FromResult<string?>("no write gate is registered.");
}
