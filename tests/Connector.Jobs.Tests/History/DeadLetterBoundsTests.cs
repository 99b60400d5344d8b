using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests.History;

public sealed class DeadLetterBoundsTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Noisy = "CustNoisy";
    private const string Quiet = "CustQuiet";

    private Machine _machine = null!;

    public async ValueTask InitializeAsync() => _machine = await Machine.StartAsync(redis);

    public async ValueTask DisposeAsync() => await _machine.DisposeAsync();

    [Fact]
    public async Task The_oldest_of_the_tenant_with_most_end_by_themselves_and_are_counted()
    {
        var quiet = await _machine.DieAsync(3, Quiet);
        var noisy = await _machine.DieAsync(20, Noisy);

        Assert.Equal((13, 0), await _machine.With(new JobsOptions { DeadLetters = 10 }).KeepAsync(Machine.Cancellation));

        var audit = await _machine.BalancedAsync();
        Assert.Equal((10, 13, 13), (audit.Dead, audit.Finished, audit.DeadExpired));
        Assert.All(quiet.Concat(noisy.Skip(13)), job => Assert.Equal("dead", StateOf(job)));
        Assert.All(noisy.Take(13), job => Assert.Equal("finished expired", StateOf(job)));
        Assert.Equal((0, 0), await _machine.With(new JobsOptions { DeadLetters = 10 }).KeepAsync(Machine.Cancellation));
        Assert.Equal(13, (await _machine.RunOfAsync(noisy[0])).Run.Jobs["expired"]);
        Assert.Equal([], (await new AuditedMachine(_machine).AuditAsync()).Findings);

        string StateOf(string job)
        {
            var fields = _machine.Redis.HashGet($"{Machine.Prefix}job:{job}", ["state", "outcome"]);
            return fields[0] == "dead" ? "dead" : $"{fields[0]} {fields[1]}";
        }
    }

    [Fact]
    public async Task Of_the_oldest_of_each_tenant_the_event_is_not_kept_and_the_record_says_so()
    {
        var quiet = await _machine.DieAsync(3, Quiet);
        var noisy = await _machine.DieAsync(8, Noisy);
        var bounds = _machine.With(new JobsOptions { DeadLetterBodies = 5 });

        Assert.Equal((0, 3), await bounds.KeepAsync(Machine.Cancellation));
        Assert.Equal((0, 0), await bounds.KeepAsync(Machine.Cancellation));

        Assert.Equal((3, 0, 5), (await _machine.BodiesAsync(quiet), await _machine.BodiesAsync(noisy.Take(3)), await _machine.BodiesAsync(noisy.Skip(3))));
        Assert.NotNull((await _machine.Runs.FindJobAsync(noisy[0], Machine.Cancellation))!.BodyDroppedAt);
        Assert.Null((await _machine.Runs.FindJobAsync(noisy[3], Machine.Cancellation))!.BodyDroppedAt);
        var audit = await _machine.BalancedAsync();
        Assert.Equal((11, 3), (audit.Dead, audit.DeadBodiesDropped));
        Assert.Equal(ReplayVerdict.NoBody, (await _machine.Replays.ReleaseAsync(noisy[0], false, "Anna", JobIds.New(), Machine.Cancellation)).Verdict);
    }

    /// <summary>The record is read anew, whatever the event said.</summary>
    [Fact]
    public async Task One_about_an_entity_can_still_be_done_over()
    {
        var dead = await _machine.AttachedAsync(Machine.Process(7));
        await _machine.MakeDueAsync(Machine.Process(7).Account!.Value);
        await _machine.FinishAsync(await _machine.TakeAsync(), JobOutcome.Dead);
        await _machine.DieAsync(1);

        Assert.Equal((0, 1), await _machine.With(new JobsOptions { DeadLetterBodies = 1 }).KeepAsync(Machine.Cancellation));

        Assert.Equal(0, await _machine.BodiesAsync([dead]));
        Assert.Equal(ReplayVerdict.Made, (await _machine.Replays.ReleaseAsync(dead, false, "Anna", JobIds.New(), Machine.Cancellation)).Verdict);
    }

    [Fact]
    public async Task As_long_as_there_are_few_it_is_one_command()
    {
        await _machine.DieAsync(2);
        Assert.Equal((0, 0), await _machine.DeadLetterBounds.KeepAsync(Machine.Cancellation));
        Assert.Equal(2, (await _machine.BalancedAsync()).Dead);
    }
}
