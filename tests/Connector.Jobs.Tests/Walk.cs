using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>A way through the job machine: the same steps on the real scripts and on the model.</summary>
internal sealed class Walk(Machine machine)
{
    private static readonly string[] Tenants = ["Cust1", "Cust2"];
    private static readonly JobOutcome[] Outcomes = Enum.GetValues<JobOutcome>();

    private readonly List<Intake.IncomingEvent> _events = [];
    private readonly List<(WaitingJob Job, JobDecision Decision)> _decided = [];
    private readonly List<Pass> _over = [];

    /// <summary>What the scripts should have done so far.</summary>
    public Model Model { get; } = new();

    public Task StepAsync(int step, int pick) => step switch
    {
        0 or 1 or 2 => AcceptAsync(pick),
        3 => AcceptAgainAsync(pick),
        4 or 5 or 6 => DecideAsync(pick),
        7 => DecideAgainAsync(pick),
        8 or 9 => TakeAsync(),
        10 or 11 => FinishOneAsync(pick),
        12 => PutBackAsync(pick),
        13 => MoveAsync(pick),
        14 => CrashAsync(pick),
        16 or 17 => RequestAsync(pick),
        18 => ReplayAsync(pick),
        19 => CloseAsync(pick),
        20 => FinishOneJobAsync(pick),
        21 => EraseAsync(pick),
        22 => TrimAsync(pick),
        23 => ExpireDeadAsync(pick),
        _ => BeLateAsync(pick),
    };

    /// <summary>Lets all work end: nothing may be stuck.</summary>
    public async Task DrainAsync()
    {
        foreach (var pass in Model.Passes.Keys.ToList())
        {
            await ExpireAsync(pass);
        }

        while (Model.Count(Model.Place.Waiting) > 0)
        {
            await DecideAsync(0);
        }

        while ((await machine.Passes.TakeAsync("worker", [], Machine.Cancellation)).Pass is { } pass)
        {
            Model.Take(pass);
            while (Model.Passes.ContainsKey(pass))
            {
                await FinishAsync(pass, JobOutcome.Completed);
            }
        }

        Assert.Equal(Model.Jobs.Count, Model.Count(Model.Place.Finished) + Model.Count(Model.Place.Dead));
    }

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

    private async Task RequestAsync(int pick)
    {
        var request = Machine.Request(1 + (pick % 2), pick % 3 == 0 ? 1 + (pick % 5) : null, (RequestKind)(pick % 7), Tenants[pick % 2]);
        await machine.Requests.SubmitAsync(request, Machine.Cancellation);
        await machine.Requests.SubmitAsync([request], Machine.Cancellation);
        Model.Attach(request.JobId, Machine.Process(1 + (pick % 2), pick % 3 == 0 ? 1 + (pick % 5) : null, request.Tenant));
    }

    /// <summary>Of whatever job: an open one is left alone, a dead one is closed, one without entity is decided again.</summary>
    private async Task ReplayAsync(int pick)
    {
        if (Model.Jobs.Count == 0)
        {
            return;
        }

        var old = Model.Jobs.Keys.Order(StringComparer.Ordinal).ElementAt(pick % Model.Jobs.Count);
        var place = Model.Jobs[old];
        var view = await machine.Runs.FindJobAsync(old, Machine.Cancellation);
        if (view is null)
        {
            Model.CheckFinished(old, null);
            return;
        }

        var id = JobIds.New();
        var body = view.Entity.Length > 0 || await machine.Redis.KeyExistsAsync($"{Machine.Prefix}body:{old}");
        var replay = await machine.Replays.ReplayAsync(old, fresh: pick % 2 == 0, "Anna", id, Machine.Cancellation);
        await machine.Replays.ReplayAsync(old, fresh: pick % 2 == 0, "Anna", id, Machine.Cancellation);
        Assert.Equal(place is not (Model.Place.Finished or Model.Place.Dead) ? ReplayVerdict.Open : body ? ReplayVerdict.Made : ReplayVerdict.NoBody, replay.Verdict);
        if (replay.Verdict != ReplayVerdict.Made)
        {
            return;
        }

        Model.Jobs[old] = Model.Place.Finished;
        if (view.Entity.Length == 0)
        {
            Model.Jobs[id] = Model.Place.Waiting;
        }
        else
        {
            // Where the job was last, which is not where it was decided to be if it has been moved.
            var account = (await machine.Redis.HashGetAsync($"{Machine.Prefix}job:{old}", "account")).ToString();
            Model.Attach(id, new JobDecision(view.Event, new AccountKey(view.Tenant, account), EntityKey.Parse(view.Entity), "requested", null));
        }
    }

    private async Task CloseAsync(int pick)
    {
        foreach (var job in Model.Jobs.Keys.Order(StringComparer.Ordinal).Skip(pick % 7).Take(3).ToList())
        {
            Assert.Equal(Model.Jobs[job] == Model.Place.Dead, await machine.Replays.IgnoreAsync(job, "Anna", Machine.Cancellation));
            Model.Jobs[job] = Model.Jobs[job] == Model.Place.Dead ? Model.Place.Finished : Model.Jobs[job];
        }
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

    private async Task EraseAsync(int pick)
    {
        if (Picked(pick) is { } pass)
        {
            var entity = Model.Decisions[Model.Passes[pass][0]].Entity!.Value;
            await machine.Erasures.EraseAsync(pass, entity, "Anna", 3, "", Machine.Cancellation);
            Model.Erased.UnionWith(Model.CloseDead(pass.Account.Tenant, entity));
        }
    }

    /// <summary>Memory is short: a tenant keeps its newest records, and of fewer the events.</summary>
    private async Task TrimAsync(int pick)
    {
        var (tenant, records) = (Tenants[pick % 2], pick % 5);
        var list = $"{Machine.Prefix}ended:{tenant}";
        var ended = (await machine.Redis.ListRangeAsync(list)).Select(job => job.ToString()).ToList();
        var (forgotten, bared) = await machine.Ended.TrimAsync(tenant, records, records / 2, 1 + (pick % 3), Machine.Cancellation);
        Assert.InRange(forgotten + bared, 0, 1 + (pick % 3));
        Assert.Equal(ended.Skip(forgotten), (await machine.Redis.ListRangeAsync(list)).Select(job => job.ToString()));
        Model.Forgotten.UnionWith(ended.Take(forgotten));
    }

    /// <summary>Of whatever jobs: those alone end that are dead.</summary>
    private async Task ExpireDeadAsync(int pick)
    {
        var bounds = machine.With(new JobsOptions { DeadLetters = pick % 3, DeadLetterBodies = 1 });
        var dead = (await machine.Redis.SortedSetRangeByRankAsync(Machine.Prefix + "dead")).Select(job => job.ToString()).ToList();
        await bounds.KeepAsync(Machine.Cancellation);
        var left = (await machine.Redis.SortedSetRangeByRankAsync(Machine.Prefix + "dead")).Select(job => job.ToString()).ToHashSet();
        Assert.InRange(left.Count, 0, Math.Max(1, pick % 3));
        dead.Where(job => !left.Contains(job)).ToList().ForEach(job => Model.Jobs[job] = Model.Place.Finished);
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
