using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>
/// Between this process and Redis until <see cref="StartupCheck"/> has found Redis there and safe. While it is closed, every command of ours fails as it
/// would with a Redis that is away; so nothing gets into a Redis nobody has looked at, whoever forgets to wait. Once open it stays open.
/// </summary>
public sealed class RedisGate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _reason = "Redis has not answered since this service started.";

    /// <summary>Whether Redis has been found there and safe.</summary>
    public bool IsOpen => _open.Task.IsCompletedSuccessfully;

    /// <summary>Why it is closed, while it is.</summary>
    public string Reason => _reason;

    /// <summary>For work that has to wait: returns when it is open. Where this Redis is refused, that is never.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);

    /// <summary>For whoever runs the service: returns when it is open.</summary>
    /// <exception cref="UnsafeRedisException">This Redis must not be used, and this service does not go on without one.</exception>
    public static Task OpenedAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<RedisGate>()._decided.Task.WaitAsync(cancellationToken);

    internal void Open()
    {
        _open.TrySetResult();
        _decided.TrySetResult();
    }

    /// <summary>It stays closed for now.</summary>
    internal void Hold(string reason) => _reason = reason;

    /// <summary>It stays closed permanently.</summary>
    internal void Refuse(Exception refusal)
    {
        Hold(refusal.Message);
        _decided.TrySetException(refusal);
    }

    internal void Check()
    {
        if (!IsOpen)
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, Reason, innerException: null, CommandStatus.WaitingToBeSent);
        }
    }
}
