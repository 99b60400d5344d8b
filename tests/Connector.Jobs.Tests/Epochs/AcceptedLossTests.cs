using Connector.Jobs.Epochs;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests.Epochs;

/// <summary>
/// What Redis loses after the last look: whoever accepted it remembers how much there was. An ingress answered a burst, the server lost it, and the next look,
/// which knew the counters of the one before alone, found them as they had been.
/// </summary>
public sealed class AcceptedLossTests(RedisFixture redis)
{
    private static CancellationToken Cancellation => Machine.Cancellation;

    [Theory]
    [InlineData(Tier.Quick, false, false)]
    [InlineData(Tier.Ci, true, false)]
    [InlineData(Tier.Ci, false, true)]
    [InlineData(Tier.Ci, true, true)]
    public async Task A_burst_that_the_append_only_file_lost_is_noticed(Tier tier, bool lookedBetween, bool restarted)
    {
        Assert.SkipUnless(Tiers.Current >= tier, Tiers.RunsFrom(tier));
        using var folder = new Folder();
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        var memory = new EpochMemory(folder.Path, "sandbox");
        using var watch = machine.Watch(memory);
        var intake = machine.IntakeOf(memory);
        await intake.AcceptAsync([Machine.Event()], Cancellation);
        await watch.LookAsync(Cancellation);
        var before = server.BackUp();

        await intake.AcceptAsync([Machine.Event(), Machine.Event()], Cancellation);
        if (lookedBetween)
        {
            Assert.False(await watch.LookAsync(Cancellation));
        }

        await intake.AcceptAsync([Machine.Event()], Cancellation);
        watch.Save();
        await server.RestoreAsync(before, Cancellation);

        using var after = restarted ? machine.Watch(new EpochMemory(folder.Path, "sandbox")) : machine.Watch(memory);
        Assert.True(await Eventually.ValueAsync(() => after.LookAsync(Cancellation), _ => true, cancellationToken: Cancellation));
        var loss = await machine.Losses.FindAsync(Cancellation);
        Assert.Equal((LossKind.RolledBack, 4L, 1L), (loss!.Kind, loss.RememberedAccepted, loss.SeenAccepted));
        Assert.InRange(loss.Missing!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(59));
    }

    [Fact]
    public async Task A_failover_to_a_replica_that_lagged_by_a_burst_is_noticed_by_the_process_that_had_accepted_it()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var replica = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        var (mine, others) = (new EpochMemory(), new EpochMemory());
        using var watch = machine.Watch(mine);
        using var other = machine.Watch(others);
        await watch.LookAsync(Cancellation);
        await other.LookAsync(Cancellation);
        await using (var admin = await replica.ConnectAsync(allowAdmin: true))
        {
            await Replicas.FollowAsync(admin, machine, server.Port);
            await Replicas.AskAsync(admin, "REPLICAOF", "127.0.0.1", "1");
            await machine.IntakeOf(mine).AcceptAsync([Machine.Event(), Machine.Event()], Cancellation);
            await Replicas.AskAsync(admin, "REPLICAOF", "NO", "ONE");
        }

        await server.RestoreAsync(Path.Combine(replica.DataDirectory, "appendonlydir"), Cancellation);

        // Who accepted nothing cannot know; but what one has noticed all are told.
        Assert.False(await Eventually.ValueAsync(() => other.LookAsync(Cancellation), _ => true, cancellationToken: Cancellation));
        Assert.True(await watch.LookAsync(Cancellation));
        Assert.True(await other.LookAsync(Cancellation));
        var loss = await machine.Losses.FindAsync(Cancellation);
        Assert.Equal((LossKind.RolledBack, 2L, 0L), (loss!.Kind, loss.RememberedAccepted, loss.SeenAccepted));
    }

    [Fact]
    public async Task Answers_that_come_in_any_order_beside_looks_raise_no_alarm_and_the_highest_is_remembered()
    {
        await using var machine = await Machine.StartAsync(redis);
        var memory = new EpochMemory();
        using var watch = machine.Watch(memory);
        var intake = machine.IntakeOf(memory);
        await watch.LookAsync(Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
        {
            await intake.AcceptAsync([Machine.Event(), Machine.Event()], Cancellation);
            Assert.False(n % 10 == 0 && await watch.LookAsync(Cancellation));
        }));

        Assert.Equal(400, memory.Mark.Accepted);
        Assert.False(await watch.LookAsync(Cancellation));
        Assert.Equal(400, memory.Mark.Accepted);
    }

    [Fact]
    public async Task An_answer_that_got_lost_and_one_that_accepted_nothing_new_raise_no_alarm()
    {
        await using var machine = await Machine.StartAsync(redis);
        var memory = new EpochMemory();
        using var watch = machine.Watch(memory);
        var (intake, again) = (machine.IntakeOf(memory), Machine.Event());
        await watch.LookAsync(Cancellation);

        // As good as lost: nobody here hears it.
        await machine.IntakeOf(new EpochMemory()).AcceptAsync([Machine.Event()], Cancellation);
        await intake.AcceptAsync([again], Cancellation);
        var known = memory.Mark.Accepted;
        await intake.AcceptAsync([again], Cancellation);

        Assert.Equal(2, known);
        Assert.Equal(known, memory.Mark.Accepted);
        Assert.False(await watch.LookAsync(Cancellation));
    }

    // Accepted, and answered after a look had been sent; a look that saw more; an answer of the data before, come late; a Redis without an epoch.
    [Theory]
    [InlineData("there", 7, 3, 7)]
    [InlineData("there", 5, 6, 6)]
    [InlineData("gone", 9, 2, 2)]
    [InlineData("", 9, 2, 2)]
    public void Of_one_epoch_the_most_is_remembered_and_of_another_nothing(string epoch, long accepted, long looked, long remembered)
    {
        foreach (var lookFirst in new[] { true, false })
        {
            var memory = new EpochMemory();
            var before = new EpochMark("w", "there", 2, 0, 0, 1, 100);
            memory.Remember(before);
            Action look = () => memory.Remember(before with { Accepted = looked, Look = 2, At = 200 });
            Action answer = () => memory.Accepted(epoch, accepted, 150);
            (lookFirst ? look + answer : answer + look)();

            Assert.Equal(before with { Accepted = remembered, Look = 2, At = 200 }, memory.Mark);
        }
    }

    [Fact]
    public async Task Accepting_before_the_first_look_remembers_nothing()
    {
        using var folder = new Folder();
        await using var machine = await Machine.StartAsync(redis);
        var memory = new EpochMemory(folder.Path, "sandbox");

        await machine.IntakeOf(memory).AcceptAsync([Machine.Event()], Cancellation);

        Assert.Equal((0L, ""), (memory.Mark.Accepted, memory.Mark.Epoch));
    }

    [Theory]
    [InlineData("emptied")]
    [InlineData("restored")]
    public async Task Data_that_others_have_replaced_since_takes_no_blame_from_answers_of_before(string kind)
    {
        await using var machine = await Machine.StartAsync(redis);
        var memory = new EpochMemory();
        using var watch = machine.Watch(memory);
        using var other = machine.Watch();
        await watch.LookAsync(Cancellation);
        await other.LookAsync(Cancellation);
        var old = memory.Mark.Epoch;
        await machine.Redis.HashSetAsync(Machine.Prefix + "layout", "epoch", kind);
        Assert.True(await other.LookAsync(Cancellation));
        await machine.Losses.AcceptAsync("anna", Cancellation);

        // Accepted by the data of before, answered only now; and then by the present data, of which we have not seen anything yet.
        memory.Accepted(old, 50, memory.Mark.At);
        await machine.IntakeOf(memory).AcceptAsync([Machine.Event()], Cancellation);

        Assert.False(await watch.LookAsync(Cancellation));
        memory.Accepted(old, 60, memory.Mark.At);
        Assert.False(await watch.LookAsync(Cancellation));
        Assert.Equal(1, memory.Mark.Accepted);
    }
}
