using Connector.Jobs.Epochs;

namespace Connector.Jobs.Tests.Epochs;

/// <summary>What a watch remembers, when it is silent, and how a loss ends.</summary>
public sealed class EpochWatchTests(RedisFixture redis)
{
    private static CancellationToken Cancellation => Machine.Cancellation;

    [Fact]
    public async Task An_accepted_loss_lifts_the_restriction_everywhere_and_is_not_noticed_again_by_those_who_remember_the_lost_data()
    {
        await using var machine = await Machine.StartAsync(redis);
        using var first = machine.Watch();
        using var second = machine.Watch();
        await first.LookAsync(Cancellation);
        await second.LookAsync(Cancellation);
        await machine.Redis.HashSetAsync(Machine.Prefix + "layout", "epoch", "another");
        Assert.True(await first.LookAsync(Cancellation));
        Assert.Equal(LossKind.Restored, (await machine.Losses.FindAsync(Cancellation))!.Kind);

        Assert.True(await machine.Losses.AcceptAsync("anna", Cancellation));
        Assert.False(await machine.Losses.AcceptAsync("berta", Cancellation));

        Assert.False(await first.LookAsync(Cancellation));
        Assert.False(await second.LookAsync(Cancellation));
        var loss = await machine.Losses.FindAsync(Cancellation);
        Assert.Equal(("anna", false), (loss!.EndedBy, loss.IsOpen));
    }

    [Fact]
    public async Task A_loss_is_accepted_by_somebody_who_is_named()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Redis.HashSetAsync(Machine.Prefix + "loss", [new("kind", "emptied"), new("since", 1)]);
        using var watch = machine.Watch();
        Assert.True(await watch.LookAsync(Cancellation));

        await Assert.ThrowsAsync<ArgumentException>(() => machine.Losses.AcceptAsync(" ", Cancellation));

        Assert.True(await watch.LookAsync(Cancellation));
        Assert.True((await machine.Losses.FindAsync(Cancellation))!.IsOpen);
    }

    [Fact]
    public async Task A_loss_after_an_accepted_one_is_noticed_anew()
    {
        await using var machine = await Machine.StartAsync(redis);
        using var watch = machine.Watch();
        await watch.LookAsync(Cancellation);
        foreach (var epoch in new[] { "older", "older still" })
        {
            await machine.Redis.HashSetAsync(Machine.Prefix + "layout", "epoch", epoch);
            Assert.True(await watch.LookAsync(Cancellation));
            await machine.Losses.AcceptAsync("anna", Cancellation);
            Assert.False(await watch.LookAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData("counters", "accepted")]
    [InlineData("counters", "finished")]
    public async Task A_counter_smaller_than_remembered_is_a_loss(string hash, string counter)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(1));
        await machine.FinishAsync(await machine.TakeAsync());
        using var watch = machine.Watch();
        await watch.LookAsync(Cancellation);

        await machine.Redis.HashDecrementAsync(Machine.Prefix + hash, counter);

        Assert.True(await watch.LookAsync(Cancellation));
    }

    [Fact]
    public async Task Services_that_share_a_directory_and_come_and_go_raise_no_alarm()
    {
        using var folder = new Folder();
        await using var machine = await Machine.StartAsync(redis);
        using var stays = machine.Watch(new EpochMemory(folder.Path, "sandbox"));
        for (var generation = 0; generation < 3; generation++)
        {
            Assert.False(await stays.LookAsync(Cancellation));
            stays.Save();
            using var comes = machine.Watch(new EpochMemory(folder.Path, "sandbox"));
            await machine.Intake.AcceptAsync([Machine.Event()], Cancellation);
            Assert.False(await comes.LookAsync(Cancellation));
            comes.Save();
        }

        Assert.Equal(["epoch-sandbox.json"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
        Assert.Equal(1, await machine.Redis.HashLengthAsync(Machine.Prefix + "watchers"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"watcher\":7}")]
    public async Task A_memory_that_cannot_be_read_counts_as_none_and_is_written_anew(string content)
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "epoch-sandbox.json");
        await File.WriteAllTextAsync(path, content, Cancellation);
        await using var machine = await Machine.StartAsync(redis);
        using var watch = machine.Watch(new EpochMemory(folder.Path, "sandbox"));

        Assert.False(await watch.LookAsync(Cancellation));
        watch.Save();

        Assert.Contains("\"epoch\":", await File.ReadAllTextAsync(path, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_said_once_and_stops_nothing()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        await using var machine = await Machine.StartAsync(redis);
        var logs = new Logs();
        using var watch = machine.Watch(new EpochMemory(Path.Combine(file, "below"), "sandbox"), logs);

        for (var i = 0; i < 3; i++)
        {
            Assert.False(await watch.LookAsync(Cancellation));
            watch.Save();
        }

        Assert.Single(logs.Lines, line => line.Contains("cannot be kept on disk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_from_before_there_were_epochs_gets_one_in_silence()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Redis.HashDeleteAsync(Machine.Prefix + "layout", ["epoch", "madeAt"]);
        using var watch = machine.Watch();

        Assert.False(await watch.LookAsync(Cancellation));

        Assert.True(await machine.Redis.HashExistsAsync(Machine.Prefix + "layout", "epoch"));
        Assert.Null(await machine.Losses.FindAsync(Cancellation));
    }

    [Fact]
    public async Task Silent_watchers_are_forgotten_after_a_month_once_there_are_many()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Redis.HashSetAsync(
            Machine.Prefix + "watchers", [.. Enumerable.Range(0, 250).Select(i => new StackExchange.Redis.HashEntry($"gone{i}", "7 1"))]);
        using var watch = machine.Watch();

        await watch.LookAsync(Cancellation);

        Assert.Equal(1, await machine.Redis.HashLengthAsync(Machine.Prefix + "watchers"));
    }
}
