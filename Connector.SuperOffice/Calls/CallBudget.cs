using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Polly.RateLimiting;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// Lets calls to the tenant begin: so many under way at a time in this process (<see cref="CallsInFlight"/>), and so many within any
/// second by all processes (<see cref="CallTurns"/>). Who waits for its turn holds no place meanwhile, so an urgent call never
/// waits behind others that wait. Nobody waits longer than half the time-out: a call that is sent has
/// time to be answered. Logging in and asking for the state are not counted: they go to another host and are rare.
/// </summary>
internal sealed class CallBudget(CallTurns turns, IOptions<SuperOfficeOptions> options, SuperOfficeMetrics metrics)
{
    private readonly TimeSpan _longestWait = options.Value.Timeout / 2;
    private readonly CallsInFlight _inFlight = new(options.Value.MaxConcurrentCalls);

    /// <summary>Waits for a turn; dispose it after the call.</summary>
    /// <exception cref="RateLimiterRejectedException">It does not come in time; nothing was sent.</exception>
    public async ValueTask<RateLimitLease> AcquireAsync(CallClass callClass, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var call = new WaitingCall(callClass);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_longestWait);
        try
        {
            while (await TryAsync(call, _longestWait - TimeProvider.System.GetElapsedTime(start), patience.Token) is { } wait)
            {
                await Task.Delay(wait, patience.Token);
            }

            metrics.Waited(callClass, TimeProvider.System.GetElapsedTime(start));
            return new Turn(() => End(call));
        }
        catch (OperationCanceledException waited) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RateLimiterRejectedException("The tenant's call budget is used up.", _longestWait, waited);
        }
    }

    /// <returns>Null with a place in flight; else when to try again, without one.</returns>
    private async ValueTask<TimeSpan?> TryAsync(WaitingCall call, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!await _inFlight.EnterAsync(call.Class, cancellationToken))
        {
            throw new RateLimiterRejectedException("Too many calls wait already.", _longestWait);
        }

        var begins = false;
        try
        {
            var wait = await turns.AskAsync(call, patience);
            begins = wait is null;
            return wait;
        }
        finally
        {
            if (!begins)
            {
                _inFlight.Leave();
            }
        }
    }

    private void End(WaitingCall call)
    {
        turns.End(call);
        _inFlight.Leave();
    }

    private sealed class Turn(Action end) : RateLimitLease
    {
        private bool _over;

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (!Interlocked.Exchange(ref _over, true))
            {
                end();
            }

            base.Dispose(disposing);
        }
    }
}
