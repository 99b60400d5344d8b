using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Tests;

public sealed class ReplayTests(RedisFixture redis)
{
    [Theory]
    [InlineData(false, "replay")]
    [InlineData(true, "fresh")]
    public async Task A_dead_letter_that_is_released_is_finished_and_a_new_job_does_it_over_once(bool fresh, string kind)
    {
        await using var machine = await Machine.StartAsync(redis);
        var dead = await machine.AttachedAsync(Machine.Process(7));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);

        var released = await machine.Replays.ReleaseAsync(dead, fresh, "Anna", JobIds.New(), Machine.Cancellation);

        Assert.Equal(ReplayVerdict.Made, released.Verdict);
        var audit = await machine.BalancedAsync();
        Assert.Equal((2, 1, 1, 0), (audit.Accepted, audit.Finished, audit.Scheduled, audit.Dead));
        var old = (await machine.Runs.FindJobAsync(dead, Machine.Cancellation))!;
        Assert.Equal(("finished", "replayed", released.JobId, "Anna"), (old.State, old.Outcome, old.ReplayedAs, old.ClosedBy));
        Assert.Null(await machine.Redis.SortedSetScoreAsync($"{Machine.Prefix}dead:{Machine.Tenant}:contact:7", dead));

        var before = await machine.SnapshotAsync();
        Assert.Equal(new Replay(ReplayVerdict.Known, released.JobId), await machine.Replays.ReleaseAsync(dead, fresh, "Bernd", JobIds.New(), Machine.Cancellation));
        Assert.Equal(before, await machine.SnapshotAsync());

        var pass = await machine.TakeAsync();
        var job = Assert.Single(pass.Jobs);
        Assert.Equal((released.JobId, kind, dead), (job.JobId, job.Request, job.ReplayOf));
        await machine.FinishAsync(pass);
        Assert.Equal(SyncRunStatus.Completed, (await machine.RunOfAsync(job.JobId)).Run.Status);
    }

    [Theory]
    [InlineData(RequestKind.Undo)]
    [InlineData(RequestKind.Approve)]
    [InlineData(RequestKind.Adopt)]
    [InlineData(RequestKind.Erase)]
    [InlineData(RequestKind.Cascade)]
    [InlineData(RequestKind.Recheck)]
    public async Task A_dead_request_that_is_released_is_asked_for_again_with_all_it_said(RequestKind kind)
    {
        await using var machine = await Machine.StartAsync(redis);
        var request = Machine.Request(7, kind: kind) with { Detail = """{"batch":"b","fields":[]}""" };
        await machine.Requests.SubmitAsync(request, Machine.Cancellation);
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);

        var released = await machine.Replays.ReleaseAsync(request.JobId, fresh: false, "Bernd", JobIds.New(), Machine.Cancellation);

        var job = Assert.Single((await machine.TakeAsync()).Jobs);
        Assert.Equal((released.JobId, kind.Word(), request.Detail, request.JobId, "Bernd"), (job.JobId, job.Request, job.Detail, job.ReplayOf, job.By));
        Assert.Equal((2, 1, 0), (await machine.BalancedAsync() is var a ? (a.Accepted, a.Finished, a.Dead) : default));
    }

    [Fact]
    public async Task An_ended_job_is_done_over_as_often_as_asked_and_once_per_id()
    {
        await using var machine = await Machine.StartAsync(redis);
        var ended = await machine.AttachedAsync(Machine.Process(7));
        await machine.FinishAsync(await machine.TakeAsync());

        foreach (var id in new[] { "one", "one", "two" })
        {
            await machine.Replays.ReplayAsync(ended, fresh: false, "Anna", id, Machine.Cancellation);
        }

        Assert.Equal(["one", "two"], (await machine.TakeAsync()).Jobs.Select(j => j.JobId));
        Assert.Equal(3, (await machine.BalancedAsync()).Accepted);
        Assert.Equal("finished", (await machine.Runs.FindJobAsync(ended, Machine.Cancellation))!.State);
        Assert.Equal(ReplayVerdict.NotDead, (await machine.Replays.ReleaseAsync(ended, fresh: false, "Anna", JobIds.New(), Machine.Cancellation)).Verdict);
    }

    [Fact]
    public async Task A_dead_letter_about_no_entity_is_decided_again_from_its_own_event()
    {
        await using var machine = await Machine.StartAsync(redis);
        var waiting = await machine.WaitingAsync();
        await machine.Waiting.BuryAsync(waiting, new JobDecision("", null, null, "unreadable"), "no event", Machine.Cancellation);

        var released = await machine.Replays.ReleaseAsync(waiting.JobId, fresh: false, "Anna", JobIds.New(), Machine.Cancellation);

        var again = Assert.Single(await machine.Waiting.ReadAsync(10, Machine.Cancellation));
        Assert.Equal((released.JobId, waiting.EventId), (again.JobId, again.EventId));
        Assert.Equal(waiting.Body.ToArray(), again.Body.ToArray());
        var audit = await machine.BalancedAsync();
        Assert.Equal((2, 1, 1, 0), (audit.Accepted, audit.Finished, audit.Waiting, audit.Dead));
    }

    [Fact]
    public async Task What_cannot_be_done_over_is_left_as_it_is()
    {
        await using var machine = await Machine.StartAsync(redis);
        var open = await machine.AttachedAsync(Machine.Process(7));
        var buried = await machine.WaitingAsync();
        await machine.Waiting.BuryAsync(buried, new JobDecision("", null, null, "unreadable"), "no event", Machine.Cancellation);
        await machine.Redis.KeyDeleteAsync($"{Machine.Prefix}body:{buried.JobId}");
        var before = await machine.SnapshotAsync();

        Assert.Equal(ReplayVerdict.Open, (await machine.Replays.ReplayAsync(open, false, "Anna", "n", Machine.Cancellation)).Verdict);
        Assert.Equal(ReplayVerdict.Unknown, (await machine.Replays.ReplayAsync("nobody", false, "Anna", "n", Machine.Cancellation)).Verdict);
        Assert.Equal(ReplayVerdict.NoBody, (await machine.Replays.ReplayAsync(buried.JobId, false, "Anna", "n", Machine.Cancellation)).Verdict);
        Assert.Equal(before, await machine.SnapshotAsync());
    }

    [Fact]
    public async Task A_dead_letter_that_is_ignored_is_finished_and_says_who_ignored_it()
    {
        await using var machine = await Machine.StartAsync(redis);
        var dead = await machine.AttachedAsync(Machine.Process(7));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);

        Assert.True(await machine.Replays.IgnoreAsync(dead, "Anna", Machine.Cancellation));

        Assert.False(await machine.Replays.IgnoreAsync(dead, "Bernd", Machine.Cancellation));
        var job = (await machine.Runs.FindJobAsync(dead, Machine.Cancellation))!;
        Assert.Equal(("finished", "ignored", "Anna"), (job.State, job.Outcome, job.ClosedBy));
        Assert.NotNull(job.EndedAt);
        Assert.Equal((1, 0), (await machine.BalancedAsync() is var a ? (a.Finished, a.Dead) : default));
    }

    [Fact]
    public async Task A_report_about_one_job_ends_that_one_and_closes_no_dead_letter()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);
        var request = (await machine.Requests.SubmitAsync(Machine.Request(7, kind: RequestKind.Undo), Machine.Cancellation)).JobId;
        var later = await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        var entity = pass.Jobs[0].Entity;

        await machine.Passes.FinishAsync(pass, [Machine.Report(entity) with { Jobs = [request] }], Machine.Cancellation);

        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 1, 1), (audit.Finished, audit.Processing, audit.Dead));
        await machine.Passes.FinishAsync(pass, [Machine.Report(entity)], Machine.Cancellation);
        Assert.Equal("completed", (await machine.Runs.FindJobAsync(later, Machine.Cancellation))!.Outcome);
        Assert.Equal((3, 0), (await machine.BalancedAsync() is var a ? (a.Finished, a.Dead) : default));
    }
}
