using System.Globalization;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

public sealed class IntakeTests(RedisFixture redis)
{
    [Fact]
    public async Task Accepting_the_same_events_again_changes_nothing_and_reports_no_duplicate()
    {
        await using var machine = await Machine.StartAsync(redis);
        var events = new[] { Machine.Event(), Machine.Event() };
        var first = await machine.Intake.AcceptAsync(events, Machine.Cancellation);
        var before = await machine.SnapshotAsync();

        var again = await machine.Intake.AcceptAsync(events, Machine.Cancellation);

        Assert.Equal(first, again);
        Assert.All(again, a => Assert.False(a.Duplicate));
        Assert.Equal(events.Select(e => e.JobId), again.Select(a => a.JobId));
        Assert.Equal(before, await machine.SnapshotAsync());
    }

    [Fact]
    public async Task Accepting_the_same_job_again_changes_nothing_even_when_its_event_id_is_forgotten()
    {
        await using var machine = await Machine.StartAsync(redis);
        var one = Machine.Event();
        await machine.Intake.AcceptAsync([one], Machine.Cancellation);
        await foreach (var key in machine.Connection.GetServers()[0].KeysAsync(machine.Redis.Database, Machine.Prefix + "dedup:*"))
        {
            await machine.Redis.KeyDeleteAsync(key);
        }

        var again = Assert.Single(await machine.Intake.AcceptAsync([one], Machine.Cancellation));

        Assert.Equal((one.JobId, false), (again.JobId, again.Duplicate));
        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 1, 0), (audit.Accepted, audit.Waiting, audit.Duplicates));
    }

    [Fact]
    public async Task A_second_delivery_of_an_event_id_is_a_duplicate_counted_on_the_first_job()
    {
        await using var machine = await Machine.StartAsync(redis);
        var first = Machine.Event("event-1");
        await machine.Intake.AcceptAsync([first], Machine.Cancellation);

        var second = Assert.Single(await machine.Intake.AcceptAsync([Machine.Event("event-1")], Machine.Cancellation));

        Assert.Equal((first.JobId, true), (second.JobId, second.Duplicate));
        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 1, 1), (audit.Accepted, audit.Waiting, audit.Duplicates));
        Assert.Equal(1, (await machine.Runs.FindJobAsync(first.JobId, Machine.Cancellation))!.Duplicates);
    }

    [Fact]
    public async Task A_duplicate_within_a_batch_becomes_one_job()
    {
        await using var machine = await Machine.StartAsync(redis);
        var events = new[] { Machine.Event("event-1"), Machine.Event("event-2"), Machine.Event("event-1") };

        var acceptances = await machine.Intake.AcceptAsync(events, Machine.Cancellation);

        Assert.Equal([false, false, true], acceptances.Select(a => a.Duplicate));
        Assert.Equal(events[0].JobId, acceptances[2].JobId);
        Assert.Equal(2, (await machine.BalancedAsync()).Accepted);
    }

    /// <summary>One save in the CRM gives several events one id: person.created and person.changed were both seen under the same.</summary>
    [Theory]
    [InlineData("person.created:5", "person.created:5", true)]
    [InlineData("person.created:5", "person.changed:5", false)]
    [InlineData("person.changed:5", "person.changed:6", false)]
    [InlineData("person.changed:5", "contact.changed:5", false)]
    [InlineData("person.changed:5", "", false)]
    [InlineData("", "", true)]
    public async Task An_event_is_known_by_its_id_and_by_what_it_is_about(string first, string second, bool duplicate)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Intake.AcceptAsync([Machine.Event("event-1") with { About = first }], Machine.Cancellation);

        var later = Assert.Single(await machine.Intake.AcceptAsync([Machine.Event("event-1", body: "[]") with { About = second }], Machine.Cancellation));

        Assert.Equal(duplicate, later.Duplicate);
        Assert.All(await machine.Waiting.ReadAsync(9, Machine.Cancellation), job => Assert.Equal("event-1", job.EventId));
        Assert.Equal(duplicate ? 1 : 2, (await machine.BalancedAsync()).Accepted);
    }

    /// <summary>The version before remembered ids alone. Across an upgrade a repetition is one still, and another event of that id is none.</summary>
    [Theory]
    [InlineData("""{"Event":"person.created"}""", true)]
    [InlineData("""{"Event":"person.changed"}""", false)]
    public async Task What_the_version_before_remembered_still_tells_repetitions(string body, bool duplicate)
    {
        await using var machine = await Machine.StartAsync(redis);
        var before = Machine.Event("event-1", body: """{"Event":"person.created"}""");
        await machine.Intake.AcceptAsync([before], Machine.Cancellation);
        // Not to one of the hours by which this version calls its own: an hour of its own, as that version had it.
        await MoveBackAsync(machine, (await machine.NowAsync() / 3_600_000 % 12) == 3 ? 4 : 3);

        var events = new[] { Machine.Event("event-1", body: body) with { About = "person:5" }, Machine.Event("event-1", body: body) with { About = "person:5" } };
        var after = await machine.Intake.AcceptAsync(events, Machine.Cancellation);

        Assert.Equal([duplicate, true], after.Select(one => one.Duplicate));
        Assert.All(after, one => Assert.Equal(duplicate ? before.JobId : events[0].JobId, one.JobId));
        Assert.Equal(duplicate ? 1 : 2, (await machine.BalancedAsync()).Accepted);
    }

    [Fact]
    public async Task The_same_event_id_of_another_tenant_is_another_event()
    {
        await using var machine = await Machine.StartAsync(redis);

        var acceptances = await machine.Intake.AcceptAsync(
            [Machine.Event("event-1", "Cust1"), Machine.Event("event-1", "Cust2")], Machine.Cancellation);

        Assert.All(acceptances, a => Assert.False(a.Duplicate));
    }

    /// <summary>Half a day has a hash, and it is as old as its youngest event may be: 24 h at least, not 36 h.</summary>
    [Theory]
    [InlineData(12, true)]
    [InlineData(24, true)]
    [InlineData(36, false)]
    public async Task An_event_id_is_remembered_for_two_whole_half_days_and_the_present_one(int hoursAgo, bool duplicate)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Intake.AcceptAsync([Machine.Event("event-1")], Machine.Cancellation);
        var half = HalfDay(await machine.NowAsync());
        foreach (var recent in new[] { half - 12, half })
        {
            await MoveAsync(machine, recent, half - hoursAgo);
        }

        var again = Assert.Single(await machine.Intake.AcceptAsync([Machine.Event("event-1")], Machine.Cancellation));

        Assert.Equal(duplicate, again.Duplicate);
    }

    /// <summary>The version before had a hash an hour: what it remembered, and what it still accepts beside this one, counts as long as it said.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(13, true)]
    [InlineData(24, true)]
    [InlineData(25, false)]
    public async Task What_the_version_before_remembered_by_the_hour_counts_for_24_hours(int hoursAgo, bool duplicate)
    {
        await using var machine = await Machine.StartAsync(redis);
        var hour = (await machine.NowAsync() / 3_600_000) - hoursAgo;
        if (!duplicate && hour == HalfDay(await machine.NowAsync()) - 24)
        {
            hour--;
        }

        await machine.Redis.HashSetAsync(Dedup(hour), $"{Machine.Tenant}:event-1:person.changed:5", "the-job-of-then");

        var later = Assert.Single(await machine.Intake.AcceptAsync([Machine.Event("event-1") with { About = "person.changed:5" }], Machine.Cancellation));

        Assert.Equal(duplicate, later.Duplicate);
        Assert.Equal(duplicate ? "the-job-of-then" : later.JobId, later.JobId);
    }

    [Fact]
    public async Task What_deduplication_remembers_expires_whole_24_hours_after_its_half_day()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);

        var half = HalfDay(await machine.NowAsync());
        var expires = await machine.Redis.KeyExpireTimeAsync(Dedup(half)) ?? await machine.Redis.KeyExpireTimeAsync(Dedup(half - 12));

        Assert.Contains(new DateTimeOffset(expires!.Value).ToUnixTimeSeconds(), new[] { (half + 36) * 3600, (half + 24) * 3600 });
    }

    /// <summary>A list is searched from end to end, for each event, in each of the hashes.</summary>
    [Fact]
    public async Task What_deduplication_remembers_is_a_table_from_the_first_event_on()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Intake.AcceptAsync([Machine.Event("e")], Machine.Cancellation);

        var half = HalfDay(await machine.NowAsync());
        var name = await machine.Redis.KeyExistsAsync(Dedup(half)) ? Dedup(half) : Dedup(half - 12);

        Assert.Equal("hashtable", await machine.Redis.KeyEncodingAsync(name));
    }

    [Fact]
    public async Task A_body_is_kept_byte_for_byte()
    {
        await using var machine = await Machine.StartAsync(redis);
        var body = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        await machine.Intake.AcceptAsync([Machine.Event() with { Body = body, TraceParent = null }], Machine.Cancellation);

        var job = Assert.Single(await machine.Waiting.ReadAsync(1, Machine.Cancellation));

        Assert.Equal(body, job.Body.ToArray());
        Assert.Null(job.TraceParent);
    }

    [Fact]
    public async Task Five_hundred_events_are_one_call_and_more_are_refused()
    {
        await using var machine = await Machine.StartAsync(redis);
        var events = Enumerable.Range(0, 501).Select(_ => Machine.Event()).ToArray();

        await machine.Intake.AcceptAsync(events[..500], Machine.Cancellation);

        Assert.Equal(500, (await machine.BalancedAsync()).Waiting);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => machine.Intake.AcceptAsync(events, Machine.Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => machine.Intake.AcceptAsync([], Machine.Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Cust/1")]
    [InlineData("Cust:1")]
    [InlineData("Cust{1}")]
    public async Task A_tenant_whose_name_could_reach_into_other_keys_is_refused(string tenant)
    {
        await using var machine = await Machine.StartAsync(redis);
        await Assert.ThrowsAsync<ArgumentException>(() => machine.Intake.AcceptAsync([Machine.Event(tenant: tenant)], Machine.Cancellation));
    }

    private static long HalfDay(long now) => now / 3_600_000 / 12 * 12;

    private static RedisKey Dedup(long hour) => string.Create(CultureInfo.InvariantCulture, $"{Machine.Prefix}dedup:{hour}");

    // Renames the hash that was written just now as if it had been written hours ago; also the one before, should a half day have ended meanwhile.
    private static async Task MoveBackAsync(Machine machine, int hours)
    {
        var now = await machine.NowAsync();
        foreach (var recent in new[] { HalfDay(now) - 12, HalfDay(now) })
        {
            await MoveAsync(machine, recent, (now / 3_600_000) - hours);
        }
    }

    private static async Task MoveAsync(Machine machine, long from, long to)
    {
        if (from != to && await machine.Redis.KeyExistsAsync(Dedup(from)))
        {
            await machine.Redis.KeyRenameAsync(Dedup(from), Dedup(to));
        }
    }
}
