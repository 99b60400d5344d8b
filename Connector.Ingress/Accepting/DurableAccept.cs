using System.Threading.Channels;
using Connector.Ingress.Spooling;
using Connector.Jobs.Intake;
using Connector.ServiceDefaults.Faults;

namespace Connector.Ingress.Accepting;

/// <summary>
/// The one way from a checked post to durable storage. Posts that arrive while a call to the store is under way go together
/// into the next one: the server syncs its file once for all of them, and a burst costs a few calls instead of hundreds.
/// </summary>
/// <remarks>
/// Durable is Redis, or the spool if Redis is slow, away, not safe, or refuses. Where Redis may have taken events without saying so they are
/// spooled all the same: accepting them again changes nothing.
/// </remarks>
internal sealed class DurableAccept(EventIntake intake, Spool spool, Detour detour, SpoolMetrics metrics, TimeProvider time) : BackgroundService
{
    /// <summary>The longest a post waits for its storage; SuperOffice's own patience is not documented.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Most events in one call, so that its script does not block the server for others.</summary>
    private const int MostEvents = 500;

    /// <summary>Most bytes in one call; a single body is far below it.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Most posts waiting for a call; more are refused at once instead of held in memory.</summary>
    private const int MostWaiting = 2_000;

    private readonly Channel<Post> _waiting = Channel.CreateBounded<Post>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>Stores an event durably, within <see cref="Limit"/>.</summary>
    /// <returns>
    /// Null if it is not known to be stored. It may be all the same; the sender's next try is then a duplicate.
    /// </returns>
    public async Task<Deposit?> AcceptAsync(IncomingEvent incoming)
    {
        using var deadline = new CancellationTokenSource(Limit, time);
        var post = new Post(incoming, deadline.Token);
        if (!_waiting.Writer.TryWrite(post))
        {
            return null;
        }

        await using (deadline.Token.Register(() => post.Stored.TrySetResult(null)))
        {
            return await post.Stored.Task;
        }
    }

    /// <summary>The server has stopped taking posts before this is called, so what waits is answered before the loop ends.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return ExecuteTask ?? Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var batch = NextBatch();
            if (batch.Count > 0)
            {
                await StoreAsync(batch);
            }
        }
    }

    private List<Post> NextBatch()
    {
        var batch = new List<Post>();
        var bytes = 0;
        while (batch.Count < MostEvents && bytes < MostBytes && _waiting.Reader.TryRead(out var post))
        {
            if (!post.Deadline.IsCancellationRequested)
            {
                batch.Add(post);
                bytes += post.Event.Body.Length;
            }
        }

        return batch;
    }

    private async Task StoreAsync(List<Post> batch)
    {
        var isSafe = detour.AskIfSafe();
        if (detour.IsOpen)
        {
            batch = Spooled(batch);
        }

        if (batch.Count > 0 && !(isSafe && await AcceptAsync(batch)))
        {
            var refused = Spooled(batch);
            metrics.Refused(refused.Count);
            refused.ForEach(post => post.Stored.TrySetResult(null));
        }
    }

    /// <returns>Whether Redis has all of them; it may if it has not said so.</returns>
    private async Task<bool> AcceptAsync(List<Post> batch)
    {
        using var limit = new CancellationTokenSource(spool.IsOpen ? Detour.Patience : Limit, time);
        try
        {
            Steps.Announce(Steps.BeforeStore);
            var acceptances = await intake.AcceptAsync([.. batch.Select(post => post.Event)], limit.Token);
            Steps.Announce(Steps.AfterStore);
            for (var i = 0; i < batch.Count; i++)
            {
                var (jobId, duplicate) = (acceptances[i].JobId, acceptances[i].Duplicate);
                batch[i].Stored.TrySetResult(new Deposit(duplicate ? ReceiveOutcome.Duplicate : ReceiveOutcome.Accepted, jobId));
            }

            detour.Answered();
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it was, the loop has to live and the events have to get somewhere else.
            detour.Failed(exception);
            return false;
        }
    }

    /// <returns>Those for which the spool has no room.</returns>
    private List<Post> Spooled(List<Post> batch)
    {
        var written = spool.Append([.. batch.Select(post => post.Event)]);
        Steps.Announce(Steps.Spooled);
        batch.Take(written).ToList().ForEach(post => post.Stored.TrySetResult(new Deposit(ReceiveOutcome.Spooled, post.Event.JobId)));
        return batch[written..];
    }

    private sealed record Post(IncomingEvent Event, CancellationToken Deadline)
    {
        // Continuations leave the loop: it must not run the endpoint's answers.
        public TaskCompletionSource<Deposit?> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
