namespace Connector.Sandbox.Tenant;

/// <summary>Keeps callers waiting, without keeping the process from ending.</summary>
internal sealed class Stalling(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Longer than any caller waits.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Never answers: ends when the caller gives up, and then breaks the connection.</summary>
    public async Task HangAsync(HttpContext context)
    {
        await WaitAsync(context, Longest);
        context.Abort();
    }

    /// <summary>Waits, or less if the caller gives up or the sandbox ends.</summary>
    public async Task WaitAsync(HttpContext context, TimeSpan pause)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await Task.Delay(pause, time, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Either end is what the wait is for.
        }
    }
}
