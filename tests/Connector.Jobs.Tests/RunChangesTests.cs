using Connector.Jobs.Runs;

namespace Connector.Jobs.Tests;

public sealed class RunChangesTests(RedisFixture redis)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Every_run_is_told_also_where_many_changed_in_one_millisecond_and_none_again_while_nothing_changes(int most)
    {
        await using var machine = await Machine.StartAsync(redis);
        var ids = new HashSet<string>();
        for (var i = 0; i < 12; i++)
        {
            ids.Add(await SkipAsync(machine, 100 + i));
        }

        foreach (var id in ids.Take(9))
        {
            await machine.Redis.SortedSetAddAsync(Machine.Prefix + "runs", id, 1_000_000);
        }

        var changes = new RunChanges(machine.Shard, machine.Runs);
        var (position, told, part) = (RunPosition.Start("e"), new List<string>(), (RunChangeSet?)null);
        do
        {
            part = await changes.ReadAsync(position, most, Machine.Cancellation);
            told.AddRange(part.Runs.Select(run => run.Run.Id));
            position = part.Next;
        }
        while (!part.IsLast);

        Assert.Equal(ids.Order(StringComparer.Ordinal), told.Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(part.Left);
        Assert.Empty((await changes.ReadAsync(position, most, Machine.Cancellation)).Runs);

        // Whoever starts again with the position reads the last millisecond again, and goes on.
        var later = await SkipAsync(machine, 200);
        Assert.Contains(later, (await new RunChanges(machine.Shard, machine.Runs).ReadAsync(position, 100, Machine.Cancellation)).Runs.Select(run => run.Run.Id));
    }

    [Fact]
    public async Task Ends_of_jobs_whose_run_is_gone_are_told_as_they_were()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await SkipAsync(machine, 7);
        await machine.Redis.KeyDeleteAsync(Machine.Prefix + "run:" + job);
        await machine.Redis.SortedSetRemoveAsync(Machine.Prefix + "runs", job);

        var part = await new RunChanges(machine.Shard, machine.Runs).ReadAsync(RunPosition.Start("e"), 10, Machine.Cancellation);

        var left = Assert.Single(part.Left);
        Assert.Equal((job, "skipped", "echo", "contact:7"), (left.Job, left.Outcome, left.Reason, left.Entity));
        var run = LeftRun.With(null, part.Left).Run;
        Assert.Equal((job, SyncRunStatus.Skipped, 1, (long?)null), (run.Id, run.Status, run.Jobs["skipped"], run.LatencyMs));
        Assert.Equal(1, LeftRun.With(LeftRun.With(null, part.Left), part.Left).Run.Jobs["skipped"]);
    }

    private static async Task<string> SkipAsync(Machine machine, int contact)
    {
        var waiting = await machine.WaitingAsync();
        await machine.Waiting.SkipAsync(waiting, Machine.Process(contact) with { Reason = "echo" }, Machine.Cancellation);
        return waiting.JobId;
    }
}
