using Connector.Jobs.Audit;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>A job in every place.</summary>
internal sealed record PlacedJobs(string Waiting, string Scheduled, string Later, string Processing, string Finished, string Dead);

/// <summary>A machine that is audited in depth.</summary>
internal sealed class AuditedMachine(Machine machine)
{
    public DeepAudit Deep { get; } = new(machine.Shard, machine.Audit, new Ledger.LedgerCount(machine.Shard), new Hasty());

    public Task<DeepAuditReport> AuditAsync() => Deep.RunAsync(TimeSpan.FromMinutes(50), Machine.Cancellation);

    /// <summary>Jobs in every place. c1: finished and then scheduled twice; c2: in pass 1; c3: dead; one waiting.</summary>
    public async Task<PlacedJobs> OneOfEachAsync()
    {
        var processing = await machine.AttachedAsync(Machine.Process(2));
        await machine.TakeAsync();
        var dead = await machine.AttachedAsync(Machine.Process(3));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);
        await machine.Redis.HashDeleteAsync($"{Machine.Prefix}account:Cust10001/c3", "run"); // another run than the dead one's
        var finished = await machine.AttachedAsync(Machine.Process(3, person: 8));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Unchanged);
        var scheduled = await machine.AttachedAsync(Machine.Process(1));
        var later = await machine.AttachedAsync(Machine.Process(1));
        var waiting = await machine.WaitingAsync();
        return new PlacedJobs(waiting.JobId, scheduled, later, processing, finished, dead);
    }

    /// <summary>A clock whose timers are ten times as fast: the second look comes soon.</summary>
    private sealed class Hasty : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / 10, period);
    }
}
