using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>
/// Tells loops that there may be work, so that they need not poll: scripts publish, this subscribes. A lost message costs
/// the loop's longest pause, nothing else.
/// </summary>
public sealed class WorkSignal : IAsyncDisposable
{
    private static readonly RedisChannel Channel = RedisChannel.Literal(Keys.Wake);

    private readonly Shard _shard;
    private readonly ILogger<WorkSignal> _logger;
    private readonly Signal _events;
    private readonly Signal _due;
    private readonly Signal _journals;
    private readonly SemaphoreSlim _subscribing = new(1, 1);
    private volatile bool _subscribed;
    private IConnectionMultiplexer? _connection;

    /// <summary>Subscribes at the first wait.</summary>
    public WorkSignal(Shard shard, TimeProvider time, ILogger<WorkSignal> logger)
    {
        _shard = shard;
        _logger = logger;
        _events = new Signal(time);
        _due = new Signal(time);
        _journals = new Signal(time);
    }

    /// <summary>Waits for a signal that events wait, at most <paramref name="atMost"/>.</summary>
    public Task WaitForEventsAsync(TimeSpan atMost, CancellationToken cancellationToken) => WaitAsync(_events, atMost, cancellationToken);

    /// <summary>Waits for a signal that an account's due time changed, at most <paramref name="atMost"/>.</summary>
    public Task WaitForDueAsync(TimeSpan atMost, CancellationToken cancellationToken) => WaitAsync(_due, atMost, cancellationToken);

    /// <summary>Waits for a signal that journals are asked for something, at most <paramref name="atMost"/>.</summary>
    public Task WaitForJournalsAsync(TimeSpan atMost, CancellationToken cancellationToken) => WaitAsync(_journals, atMost, cancellationToken);

    /// <summary>Has whoever waits in this process look for waiting events, as if Redis had told: it can read now what it passed over before.</summary>
    public void LookForEvents() => _events.Set();

    /// <summary>Has whoever waits in this process look for due accounts, as if Redis had told: it can take now what it could not before.</summary>
    public void LookForDue() => _due.Set();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            _connection.ConnectionRestored -= OnConnectionRestored;
        }

        if (_subscribed && _connection is { IsConnected: true })
        {
            await _connection.GetSubscriber().UnsubscribeAsync(Channel, OnMessage, CommandFlags.FireAndForget);
        }

        _subscribing.Dispose();
    }

    private async Task WaitAsync(Signal signal, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!_subscribed)
        {
            await SubscribeAsync(cancellationToken);
        }

        await signal.WaitAsync(atMost, cancellationToken);
    }

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        await _subscribing.WaitAsync(cancellationToken);
        try
        {
            if (!_subscribed)
            {
                if (_connection is null)
                {
                    _connection = _shard.Connection;
                    _connection.ConnectionRestored += OnConnectionRestored;
                }

                await _connection.GetSubscriber().SubscribeAsync(Channel, OnMessage).WaitAsync(cancellationToken);
                _subscribed = true;
                LookAgain();
            }
        }
        catch (RedisException e)
        {
            // Not yet: the loop wakes by its longest pause meanwhile, and the next wait tries again.
            JobsLog.NotSubscribed(_logger, e.GetType().Name);
        }
        finally
        {
            _subscribing.Release();
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue message) => (message == "events" ? _events : message == "journals" ? _journals : _due).Set();

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs e) => LookAgain();

    // Whatever was published before there was a subscription, or while the connection was away, is unknown.
    private void LookAgain()
    {
        _events.Set();
        _due.Set();
        _journals.Set();
    }
}
