using Connector.Jobs.Epochs;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests.Epochs;

/// <summary>Each way in which a real server forgets something, and who notices.</summary>
public sealed class LossTests
{
    private static CancellationToken Cancellation => Machine.Cancellation;

    [Fact]
    public async Task A_server_emptied_while_services_run_is_noticed_before_anything_is_worked_on()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await StartAsync(server);
        var logs = new Logs();
        using var watch = machine.Watch(logs: logs);
        await FinishOneAsync(machine);
        Assert.False(await watch.LookAsync(Cancellation));

        await machine.Redis.ExecuteAsync("FLUSHALL");
        await machine.Intake.AcceptAsync([Machine.Event()], Cancellation);
        Assert.Single(await machine.Waiting.ReadAsync(10, Cancellation));

        Assert.True((await machine.Losses.FindAsync(Cancellation))!.IsOpen);
        Assert.True(await watch.LookAsync(Cancellation));
        var loss = await machine.Losses.FindAsync(Cancellation);
        Assert.Equal((LossKind.Emptied, 1L, 1L, 1L, 0L), (loss!.Kind, loss.RememberedAccepted, loss.RememberedFinished, loss.SeenAccepted, loss.SeenFinished));
        Assert.Null(loss.Missing);
        Assert.NotEqual(loss.RememberedEpoch, loss.SeenEpoch);
        Assert.Single(logs.Lines, line => line.Contains("has lost data (emptied): we remember 1 jobs accepted", StringComparison.Ordinal));
        Assert.Single(logs.Lines, line => line.Contains("only empty fields", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_emptied_and_left_alone_is_made_ours_again_by_the_watch()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await StartAsync(server);
        using var watch = machine.Watch();
        await watch.LookAsync(Cancellation);

        await machine.Redis.ExecuteAsync("FLUSHALL");

        Assert.True(await watch.LookAsync(Cancellation));
        Assert.Equal(LossKind.Emptied, (await machine.Losses.FindAsync(Cancellation))!.Kind);
        await machine.Intake.AcceptAsync([Machine.Event()], Cancellation);
        Assert.Single(await machine.Waiting.ReadAsync(10, Cancellation));
    }

    [Theory]
    [InlineData(true, LossKind.Restored)]
    [InlineData(false, LossKind.RolledBack)]
    public async Task An_older_backup_is_noticed_also_by_a_service_that_was_stopped_meanwhile_and_told_by_its_age(bool anHourOld, LossKind kind)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        using var folder = new Folder();
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await StartAsync(server);
        using (var before = machine.Watch(new EpochMemory(folder.Path, "sandbox")))
        {
            await FinishOneAsync(machine);
            await before.LookAsync(Cancellation);
            if (anHourOld)
            {
                var look = Assert.Single(await machine.Redis.HashGetAllAsync(Machine.Prefix + "watchers"));
                var parts = look.Value.ToString().Split(' ');
                await machine.Redis.HashSetAsync(Machine.Prefix + "watchers", look.Name, $"{parts[0]} {long.Parse(parts[1], null) - 3_600_000}");
            }

            var backup = server.BackUp();
            await FinishOneAsync(machine);
            Assert.False(await before.LookAsync(Cancellation));
            before.Save();
            await server.RestoreAsync(backup, Cancellation);
        }

        using var after = machine.Watch(new EpochMemory(folder.Path, "sandbox"));
        Assert.True(await Eventually.ValueAsync(() => after.LookAsync(Cancellation), _ => true, cancellationToken: Cancellation));

        var loss = await machine.Losses.FindAsync(Cancellation);
        Assert.Equal((kind, 2L, 1L), (loss!.Kind, loss.RememberedAccepted, loss.SeenAccepted));
        Assert.InRange(loss.Missing!.Value, anHourOld ? TimeSpan.FromHours(1) : TimeSpan.Zero, anHourOld ? TimeSpan.FromMinutes(61) : TimeSpan.FromSeconds(59));
        await FinishOneAsync(machine);
    }

    [Fact]
    public async Task A_failover_to_a_replica_that_lagged_is_noticed()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var replica = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await StartAsync(server);
        using var watch = machine.Watch();
        await FinishOneAsync(machine);
        await watch.LookAsync(Cancellation);
        await using (var other = await replica.ConnectAsync(allowAdmin: true))
        {
            await Replicas.FollowAsync(other, machine, server.Port);
            // The link is cut; what is written now only the primary has.
            await Replicas.AskAsync(other, "REPLICAOF", "127.0.0.1", "1");
            await FinishOneAsync(machine);
            await watch.LookAsync(Cancellation);
            await Replicas.AskAsync(other, "REPLICAOF", "NO", "ONE");
        }

        await server.RestoreAsync(Path.Combine(replica.DataDirectory, "appendonlydir"), Cancellation);

        Assert.True(await Eventually.ValueAsync(() => watch.LookAsync(Cancellation), _ => true, cancellationToken: Cancellation));
        var loss = await machine.Losses.FindAsync(Cancellation);
        Assert.Equal((LossKind.RolledBack, 2L, 1L), (loss!.Kind, loss.RememberedAccepted, loss.SeenAccepted));
        await FinishOneAsync(machine);
    }

    [Fact]
    public async Task A_loss_is_noticed_although_the_counters_have_caught_up()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await StartAsync(server);
        using var watch = machine.Watch();
        await watch.LookAsync(Cancellation);
        var backup = server.BackUp();
        await FinishOneAsync(machine);
        await watch.LookAsync(Cancellation);
        await server.RestoreAsync(backup, Cancellation);

        await Eventually.TrueAsync(() => machine.Connection.IsConnected, cancellationToken: Cancellation);
        await FinishOneAsync(machine);
        await FinishOneAsync(machine);

        Assert.True(await watch.LookAsync(Cancellation));
    }

    [Fact]
    public async Task A_server_killed_and_restarted_has_lost_nothing_and_nobody_says_so()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Cancellation);
        await using var machine = await StartAsync(server);
        using var watch = machine.Watch();
        await FinishOneAsync(machine);
        await watch.LookAsync(Cancellation);

        await server.KillAsync();
        await server.RestartAsync(Cancellation);

        Assert.False(await Eventually.ValueAsync(() => watch.LookAsync(Cancellation), _ => true, cancellationToken: Cancellation));
        Assert.Null(await machine.Losses.FindAsync(Cancellation));
    }

    private static Task<Machine> StartAsync(RedisServer server) => Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");

    private static async Task FinishOneAsync(Machine machine)
    {
        await Eventually.TrueAsync(() => machine.Connection.IsConnected, cancellationToken: Cancellation);
        await machine.AttachedAsync(Machine.Process(1));
        await machine.FinishAsync(await machine.TakeAsync());
    }
}
