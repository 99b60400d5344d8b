using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

// Passes begin and end, in every way there is.
internal sealed partial class Walk
{
    private async Task TakeAsync()
    {
        var due = Model.Lists.Any(l => l.Value.Count > 0 && Model.Passes.Keys.All(p => p.Account != l.Key));
        var taken = await machine.Passes.TakeAsync("worker", [], Machine.Cancellation);
        Assert.Equal(due, taken.Pass is not null);
        if (taken.Pass is { } pass)
        {
            Model.Take(pass);
        }
    }

    private Task FinishOneAsync(int pick) =>
        Picked(pick) is { } pass ? FinishAsync(pass, Outcomes[pick % Outcomes.Length]) : Task.CompletedTask;

    private async Task FinishAsync(Pass pass, JobOutcome outcome)
    {
        var entity = Model.Decisions[Model.Passes[pass][0]].Entity!.Value;
        await machine.Passes.FinishAsync(pass, [Machine.Report(entity, outcome)], Machine.Cancellation);
        Model.Finish(pass, entity, outcome);
        Over(pass);
    }

    private async Task FinishOneJobAsync(int pick)
    {
        if (Picked(pick) is { } pass)
        {
            var job = Model.Passes[pass][pick % Model.Passes[pass].Count];
            var report = Machine.Report(Model.Decisions[job].Entity!.Value, Outcomes[pick % Outcomes.Length]) with { Jobs = [job] };
            await machine.Passes.FinishAsync(pass, [report], Machine.Cancellation);
            Model.FinishOne(pass, job, report.Outcome);
            Over(pass);
        }
    }

    private async Task PutBackAsync(int pick)
    {
        if (Picked(pick) is not { } pass)
        {
            return;
        }

        EntityKey? entity = pick % 3 == 0 ? Model.Decisions[Model.Passes[pass][0]].Entity : null;
        if (entity is null && pick % 2 == 0)
        {
            await machine.Passes.RetryAsync(pass, TimeSpan.Zero, "time-out", Machine.Cancellation);
        }
        else
        {
            var reason = (ReleaseReason)(pick % 4);
            await machine.Passes.ReleaseAsync(pass, new Release { Reason = reason, Entity = entity }, Machine.Cancellation);
        }

        Model.PutBack(pass, entity);
        Over(pass);
    }

    private async Task MoveAsync(int pick)
    {
        if (Picked(pick) is { } pass)
        {
            var entity = Model.Decisions[Model.Passes[pass][0]].Entity!.Value;
            var target = AccountKey.OfContact(pass.Account.Tenant, pass.Account.Account == "c1" ? 2 : 1);
            await machine.Passes.ReleaseAsync(
                pass, new Release { Reason = ReleaseReason.Moved, MoveTo = target, Entity = entity }, Machine.Cancellation);
            Model.Move(pass, entity, target);
            Over(pass);
        }
    }

    private Task CrashAsync(int pick) => Picked(pick) is { } pass ? ExpireAsync(pass) : Task.CompletedTask;

    private async Task ExpireAsync(Pass pass)
    {
        await machine.ExpireAsync(pass);
        Assert.Equal(1, await machine.Passes.ReclaimAsync(Machine.Cancellation));
        Model.Crash(pass);
        Over(pass);
    }

    // A worker that does not know yet that its pass is over.
    private async Task BeLateAsync(int pick)
    {
        if (_over.Count > 0)
        {
            var pass = _over[pick % _over.Count];
            await Assert.ThrowsAsync<LeaseLostException>(() => machine.FinishAsync(pass));
            await Assert.ThrowsAsync<LeaseLostException>(() => machine.Passes.BeatAsync(pass, Machine.Cancellation));
        }
    }

    private Pass? Picked(int pick) =>
        Model.Passes.Count == 0 ? null : Model.Passes.Keys.OrderBy(p => p.Fence).ElementAt(pick % Model.Passes.Count);

    private void Over(Pass pass)
    {
        if (!Model.Passes.ContainsKey(pass))
        {
            _over.Add(pass);
        }
    }
}
