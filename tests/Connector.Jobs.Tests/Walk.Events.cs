namespace Connector.Jobs.Tests;

// Events come, twice too, and are decided.
internal sealed partial class Walk
{
    private async Task AcceptAsync(int pick)
    {
        var accepted = Machine.Event(tenant: Tenants[pick % 2]);
        await machine.Intake.AcceptAsync([accepted], Machine.Cancellation);
        _events.Add(accepted);
        Model.Jobs[accepted.JobId] = Model.Place.Waiting;
    }

    private async Task AcceptAgainAsync(int pick)
    {
        if (_events.Count > 0)
        {
            var known = _events[pick % _events.Count];
            await machine.Intake.AcceptAsync([known, known with { JobId = JobIds.New() }], Machine.Cancellation);
            Model.Duplicates++;
        }
    }

    private async Task DecideAsync(int pick)
    {
        foreach (var job in await machine.Waiting.ReadAsync(1, Machine.Cancellation))
        {
            var decision = Machine.Process(1 + (pick % 2), pick % 3 == 0 ? 1 + (pick % 5) : null, job.Tenant);
            _decided.Add((job, decision));
            switch (pick % 10)
            {
                case 8:
                    await machine.Waiting.SkipAsync(job, decision, Machine.Cancellation);
                    Model.Jobs[job.JobId] = Model.Place.Finished;
                    break;
                case 9:
                    await machine.Waiting.BuryAsync(job, decision with { Entity = null }, "unreadable", Machine.Cancellation);
                    Model.Jobs[job.JobId] = Model.Place.Dead;
                    break;
                default:
                    await machine.Waiting.AttachAsync(job, decision, Machine.Cancellation);
                    Model.Attach(job.JobId, decision);
                    break;
            }
        }
    }

    private async Task DecideAgainAsync(int pick)
    {
        if (_decided.Count > 0)
        {
            var (job, decision) = _decided[pick % _decided.Count];
            await machine.Waiting.AttachAsync(job, decision, Machine.Cancellation);
            await machine.Waiting.SkipAsync(job, decision, Machine.Cancellation);
        }
    }
}
