using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Tests;

public sealed class RunTests(RedisFixture redis)
{
    private static readonly TimeSpan AlmostGap = new(0, 14, 59);
    private static readonly TimeSpan OverGap = new(0, 15, 1);

    [Theory]
    [InlineData("00:14:59", true)]
    [InlineData("00:15:00", true)]
    [InlineData("00:15:00.001", false)]
    [InlineData("00:15:01", false)]
    public async Task A_job_joins_the_run_of_a_neighbour_at_most_15_minutes_away(string gap, bool joins)
    {
        await using var machine = await Machine.StartAsync(redis);
        var (first, at) = await AttachAtAsync(machine, null);

        var (second, _) = await AttachAtAsync(machine, at + (long)TimeSpan.Parse(gap, CultureInfo.InvariantCulture).TotalMilliseconds);

        Assert.Equal(first, (await machine.Runs.FindJobAsync(first, Machine.Cancellation))!.RunId);
        Assert.Equal(joins ? first : second, (await machine.Runs.FindJobAsync(second, Machine.Cancellation))!.RunId);
    }

    [Theory]
    [InlineData("04:00:00", true)]
    [InlineData("04:00:00.001", false)]
    public async Task A_run_spans_at_most_four_hours(string span, bool joins)
    {
        await using var machine = await Machine.StartAsync(redis);
        var (first, at) = await AttachAtAsync(machine, null);
        for (var minutes = 14; minutes < 240; minutes += 14)
        {
            await AttachAtAsync(machine, at + (minutes * 60_000));
        }

        var (last, _) = await AttachAtAsync(machine, at + (long)TimeSpan.Parse(span, CultureInfo.InvariantCulture).TotalMilliseconds);

        Assert.Equal(joins, (await machine.Runs.FindJobAsync(last, Machine.Cancellation))!.RunId == first);
    }

    [Fact]
    public async Task A_run_goes_on_after_its_account_was_idle_and_shows_skips_as_well()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (first, at) = await AttachAtAsync(machine, null);
        await machine.FinishAsync(await machine.TakeAsync());

        var skipped = await machine.WaitingAsync();
        var late = skipped with { ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(at).Add(AlmostGap) };
        await machine.Waiting.SkipAsync(late, Machine.Process(7) with { Reason = "echo" }, Machine.Cancellation);

        var run = (await machine.RunOfAsync(first)).Run;
        Assert.Equal(run.Id, (await machine.Runs.FindJobAsync(skipped.JobId, Machine.Cancellation))!.RunId);
        Assert.Equal((1, 1, SyncRunStatus.Completed), (run.Jobs["completed"], run.Jobs["skipped"], run.Status));
        Assert.Equal(2, run.Triggers["contact.changed"]);
        Assert.Equal(at + AlmostGap.TotalMilliseconds, run.LastAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Jobs_of_two_runs_in_one_pass_end_each_in_its_own_run()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (first, at) = await AttachAtAsync(machine, null);
        var (second, _) = await AttachAtAsync(machine, at + (long)OverGap.TotalMilliseconds);

        var pass = await machine.TakeAsync();
        Assert.Equal(second, pass.RunId);
        await machine.FinishAsync(pass);

        foreach (var job in new[] { first, second })
        {
            var run = (await machine.RunOfAsync(job)).Run;
            Assert.Equal((job, SyncRunStatus.Completed), (run.Id, run.Status));
            Assert.Equal(1, Assert.Single(run.Jobs).Value);
        }
    }

    [Fact]
    public async Task An_event_without_account_gets_a_run_of_its_own()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.WaitingAsync();
        await machine.Waiting.BuryAsync(job, new JobDecision("", null, null, "unreadable"), "not JSON", Machine.Cancellation);

        var run = Assert.Single(await machine.Runs.ListAsync(0, 10, Machine.Cancellation));

        Assert.Equal((job.JobId, Machine.Tenant, ""), (run.Id, run.Tenant, run.Account));
        Assert.Equal((SyncRunStatus.Failed, "not JSON"), (run.Status, run.Error));
    }

    [Theory]
    [InlineData(SyncRunStatus.Completed, JobOutcome.Completed, JobOutcome.Proposed, JobOutcome.Unchanged, JobOutcome.Skipped)]
    [InlineData(SyncRunStatus.Completed, JobOutcome.Completed, JobOutcome.Dead)]
    [InlineData(SyncRunStatus.Failed, JobOutcome.Proposed, JobOutcome.Dead)]
    [InlineData(SyncRunStatus.Proposed, JobOutcome.Unchanged, JobOutcome.Proposed, JobOutcome.Skipped)]
    [InlineData(SyncRunStatus.Unchanged, JobOutcome.Skipped, JobOutcome.Unchanged)]
    [InlineData(SyncRunStatus.Skipped, JobOutcome.Skipped)]
    public async Task A_run_stands_as_the_weightiest_of_its_outcomes(SyncRunStatus expected, params JobOutcome[] outcomes)
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var i = 0; i < outcomes.Length; i++)
        {
            await machine.AttachedAsync(Machine.Process(7, person: i + 1));
        }

        var pass = await machine.TakeAsync();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var isCompleted = outcomes.Take(i).Contains(JobOutcome.Completed);
            Assert.Equal(isCompleted ? SyncRunStatus.Completed : SyncRunStatus.Processing, Assert.Single(await machine.Runs.ListAsync(0, 10, Machine.Cancellation)).Status);
            await machine.Passes.FinishAsync(pass, [Machine.Report(EntityKey.Person(i + 1), outcomes[i])], Machine.Cancellation);
        }

        Assert.Equal(expected, Assert.Single(await machine.Runs.ListAsync(0, 10, Machine.Cancellation)).Status);
    }

    [Fact]
    public async Task A_report_comes_back_as_it_was_given_and_its_fields_are_counted()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.AttachedAsync(Machine.Process(7));
        var report = new EntityReport
        {
            Entity = EntityKey.Contact(7),
            Outcome = JobOutcome.Completed,
            Reason = "written",
            Analysed = true,
            Cost = "0.0123 EUR",
            Fields =
            [
                new FieldChange("vertical", "SuperOffice:83", "write", "[I:0]", "[I:5]", "empty"),
                new FieldChange("summary", "SuperOffice:84", "keep", "a human's", "ours \"quoted\" <b>\u00e4</b>", "changed by a human"),
                new FieldChange("opener", "SuperOffice:85", "agreed", null, null, "the same"),
            ],
        };

        var pass = await machine.TakeAsync();
        await machine.Passes.FinishAsync(pass, [report], Machine.Cancellation);

        var details = await machine.RunOfAsync(job);
        var read = Assert.Single(details.Reports);
        Assert.Equal(report.Fields, read.Fields);
        Assert.Equal(report with { Fields = [], At = pass.StartedAt }, read with { Fields = [] });
        Assert.Equal((1, 1, 1), (details.Run.Fields["written"], details.Run.Fields["kept"], details.Run.Analyses));
        Assert.Equal(["accepted", "taken", "finished"], details.Timeline.Select(e => e.Kind));
        Assert.Equal(job, Assert.Single(details.Jobs).Id);
    }

    [Fact]
    public async Task A_described_account_is_shown_by_name_in_this_run_and_the_next()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (first, at) = await AttachAtAsync(machine, null);
        var pass = await machine.TakeAsync();
        await machine.Passes.DescribeAsync(pass, "Muster Kälte GmbH", "ANNA", Machine.Cancellation);
        await machine.FinishAsync(pass);
        var (second, _) = await AttachAtAsync(machine, at + (long)OverGap.TotalMilliseconds);

        foreach (var job in new[] { first, second })
        {
            var run = (await machine.RunOfAsync(job)).Run;
            Assert.Equal(("Muster Kälte GmbH", "ANNA"), (run.Name, run.Owner));
        }
    }

    [Fact]
    public async Task Runs_are_listed_by_their_last_change_newest_first_page_by_page()
    {
        await using var machine = await Machine.StartAsync(redis);
        for (var contact = 1; contact <= 3; contact++)
        {
            var job = await machine.AttachedAsync(Machine.Process(contact));
            await machine.Redis.SortedSetAddAsync(Machine.Prefix + "runs", job, contact);
        }

        Assert.Equal(["c3", "c2"], (await machine.Runs.ListAsync(0, 2, Machine.Cancellation)).Select(r => r.Account));
        Assert.Equal(["c1"], (await machine.Runs.ListAsync(2, 2, Machine.Cancellation)).Select(r => r.Account));
        Assert.Null(await machine.Runs.FindAsync("unknown", Machine.Cancellation));
        Assert.Null(await machine.Runs.FindJobAsync("unknown", Machine.Cancellation));
    }

    // Attaches a job of account c7 that was received at the given moment (now, if null).
    private static async Task<(string Job, long At)> AttachAtAsync(Machine machine, long? at)
    {
        var job = await machine.WaitingAsync();
        var received = at ?? job.ReceivedAt.ToUnixTimeMilliseconds();
        await machine.Waiting.AttachAsync(job with { ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(received) }, Machine.Process(7), Machine.Cancellation);
        return (job.JobId, received);
    }
}
