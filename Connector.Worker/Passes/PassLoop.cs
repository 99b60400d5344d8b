using Connector.Jobs.Hosting;
using Connector.Jobs.Queue;
using Connector.Worker.Limits;
using Connector.Worker.Tenants;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Takes due accounts and runs their passes, a slot first and the lease after it: a pass that waits for a slot would
/// wait with its account locked. Tenants share the slots as <see cref="TenantSlots"/> says. Owns the passes it started, and ends when the last of them has.
/// </summary>
internal sealed class PassLoop(
    RedisGate gate,
    Jobs.Queue.Passes passes,
    PassRunner runner,
    TenantCells tenants,
    WorkSignal signal,
    JournalKeeper journals,
    WorkerName worker,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<PassLoop> log) : BackgroundService
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly TenantSlots _shares = new(options.Value.Concurrency);
    private readonly Outage _outage = new(log, "pass loop", time);

    public override void Dispose()
    {
        base.Dispose();
        _slots.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // From the moment an end is asked for: the host stops the web server first, which may wait half a minute for a caller's request.
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await RunAsync(asked.Token);
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.WaitAsync(stoppingToken);
            await journals.BegunAsync(stoppingToken);
            while (true)
            {
                await _slots.WaitAsync(stoppingToken);
                var started = false;
                try
                {
                    started = await StartNextAsync(stoppingToken);
                }
                finally
                {
                    if (!started)
                    {
                        _slots.Release();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Passes in progress hand over by themselves.
        }

        // Each pass gives its slot back when it has ended: with all slots in hand, none is left.
        for (var slot = 0; slot < options.Value.Concurrency; slot++)
        {
            await _slots.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>Starts one pass, or waits until there may be one.</summary>
    /// <returns>Whether a pass was started, which then owns the slot.</returns>
    private async Task<bool> StartNextAsync(CancellationToken stopping)
    {
        try
        {
            var takenAt = time.GetTimestamp();
            var refused = _shares.Refused(tenants.All.Select(cell => (cell.Tenant, cell.Share)));
            var taken = await passes.TakeAsync(worker.Name, refused, stopping);
            _outage.Over();
            if (taken.Pass is { } pass)
            {
                _shares.Take(pass.Account.Tenant);
                _ = RunAsync(pass, takenAt, stopping);
                return true;
            }

            var longest = options.Value.LongestWait;
            var wait = taken.NextDueIn is { } due && due < longest ? due : longest;
            await signal.WaitForDueAsync(wait > ShortestWait ? wait : ShortestWait, stopping);
        }
        catch (Exception trouble) when (RedisTrouble.Is(trouble))
        {
            await _outage.PauseAsync(trouble, stopping);
        }

        return false;
    }

    /// <summary>Runs a pass and gives its slot back, whatever happens; never throws.</summary>
    private async Task RunAsync(Pass pass, long takenAt, CancellationToken stopping)
    {
        try
        {
            await Task.Yield();
            await runner.RunAsync(pass, takenAt, stopping);
        }
        catch (Exception mistake)
        {
            // The lease expires, and the reclaimer counts it as the crash it is.
            log.PassFailed(mistake, pass.Fence, pass.Account);
        }
        finally
        {
            _slots.Release();
            if (_shares.GiveBack(pass.Account.Tenant))
            {
                signal.LookForDue();
            }
        }
    }
}
