using Connector.SuperOffice;
using Connector.SuperOffice.Identity;

namespace Connector.Worker.Passes;

/// <summary>
/// Who we are in the tenant, without ever holding up a decision for it: while it cannot be found out, events of ours are read
/// instead of recognised, which costs a call and nothing else.
/// </summary>
internal sealed class OwnIdentity(SuperOfficeClient client, TimeProvider time, ILogger<OwnIdentity> log) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private CrmIdentity? _known;
    private long? _failedAt;
    private string? _reported;

    private bool HasJustFailed => _failedAt is { } failed && time.GetElapsedTime(failed) < AfterFailure;

    /// <summary>The identity; null while unknown.</summary>
    public async Task<CrmIdentity?> GetAsync(CancellationToken cancellationToken)
    {
        if (HasJustFailed || !await _asking.WaitAsync(Patience, cancellationToken))
        {
            return _known;
        }

        try
        {
            // Whoever asked meanwhile may have failed for us too.
            return HasJustFailed ? _known : await AskAsync(cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private async Task<CrmIdentity?> AskAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var identity = await client.GetIdentityAsync(either.Token);
            if (identity != _known)
            {
                log.IdentityKnown(identity.AssociateId, identity.Source, identity.Dedicated);
            }

            (_known, _failedAt, _reported) = (identity, null, null);
        }
        catch (Exception thrown) when (thrown is SuperOfficeException || (thrown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _failedAt = time.GetTimestamp();
            Tell(thrown is SuperOfficeException ? thrown.Message : "SuperOffice did not answer in time.");
        }

        return _known;
    }

    // Once for each reason: while it lasts, whoever decides asks every few seconds.
    private void Tell(string reason)
    {
        if (_reported != reason)
        {
            _reported = reason;
            log.IdentityUnknown(reason);
        }
    }
}
