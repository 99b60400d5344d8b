using System.Globalization;
using Connector.Jobs.Spend;
using static Connector.Jobs.Tests.SpendTests;

namespace Connector.Jobs.Tests;

/// <summary>What a day's caps let through, when they raise an alarm, and how long a day is.</summary>
public sealed class SpendCapTests(RedisFixture redis)
{
    [Fact]
    public async Task At_the_cap_of_calls_nothing_more_is_reserved_until_it_is_raised_or_the_day_ends()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        var limits = Limits with { CallsPerDay = 2 };
        await ReserveAsync(machine, pass, "f1", limits);
        await ReserveAsync(machine, pass, "f2", limits);

        var refused = await ReserveAsync(machine, pass, "f3", limits);
        var open = await ReserveAsync(machine, pass, "f2", limits);
        var raised = await ReserveAsync(machine, pass, "f3", limits with { CallsPerDay = 3 });
        var tomorrow = await ReserveAsync(machine, pass, "f4", limits, now: pass.StartedAt.AddDays(1));

        Assert.Equal((ReservationVerdict.NoCallsLeft, 2), (refused.Verdict, refused.Calls));
        Assert.Equal(ReservationVerdict.Open, open.Verdict);
        Assert.Equal(ReservationVerdict.Reserved, raised.Verdict);
        Assert.Equal((ReservationVerdict.Reserved, 1), (tomorrow.Verdict, tomorrow.Calls));
    }

    [Fact]
    public async Task What_the_expected_cost_does_not_fit_into_is_not_begun_and_cheaper_answers_make_room()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        var limits = Limits with { AmountPerDay = 0.12m };
        await ReserveAsync(machine, pass, "f", limits);
        await ReserveAsync(machine, pass, "f2", limits);

        var refused = await ReserveAsync(machine, pass, "f3", limits);
        await SettleAsync(machine, pass, 0.01m);
        var fits = await ReserveAsync(machine, pass, "f3", limits);

        Assert.Equal((ReservationVerdict.NoMoneyLeft, 0.10m), (refused.Verdict, refused.Amount));
        Assert.Equal(ReservationVerdict.Reserved, fits.Verdict);
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(5, "0")]
    public async Task A_cap_of_nothing_lets_nothing_through(int calls, string amount)
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);

        var refused = await ReserveAsync(machine, pass, "f", Limits with { CallsPerDay = calls, AmountPerDay = Money(amount), ExpectedCost = 0 });

        Assert.True(refused.Verdict is ReservationVerdict.NoCallsLeft or ReservationVerdict.NoMoneyLeft);
    }

    [Fact]
    public async Task Many_at_once_get_exactly_what_the_cap_allows()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);

        var all = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => ReserveAsync(machine, pass, $"f{n}", Limits with { CallsPerDay = 17 })));

        Assert.Equal(17, all.Count(r => r.Verdict == ReservationVerdict.Reserved));
        Assert.Equal(17, (await TodayAsync(machine)).Calls);
    }

    [Fact]
    public async Task Each_threshold_is_told_once_a_day_and_again_under_a_raised_cap()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);

        var alarms = new List<int>();
        for (var n = 0; n < 7; n++)
        {
            alarms.Add((await ReserveAsync(machine, pass, $"f{n}")).Alarm);
        }

        var raised = Limits with { CallsPerDay = 8 };
        for (var n = 5; n < 9; n++)
        {
            alarms.Add((await ReserveAsync(machine, pass, $"f{n}", raised)).Alarm);
        }

        Assert.Equal([0, 0, 0, 80, 100, 0, 0, /* of 8: */ 0, 80, 100, 0], alarms);
    }

    [Fact]
    public async Task Answers_dearer_than_expected_raise_the_alarm_too()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass, "f");
        await ReserveAsync(machine, pass, "f2");

        Assert.Equal(80, await SettleAsync(machine, pass, 0.80m));
        Assert.Equal(100, await machine.Spend.SettleAsync(pass, Contact, "f2", Answer, Month, 3m, Machine.Cancellation));

        Assert.Equal(ReservationVerdict.NoMoneyLeft, (await ReserveAsync(machine, pass, "f3")).Verdict);
        Assert.Equal(380, Assert.Single(await machine.Spend.TodayAsync(Machine.Cancellation)).Percent);
    }

    [Fact]
    public async Task A_day_that_is_over_counts_as_one_without_spending()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass, now: pass.StartedAt.AddDays(-2));

        var today = Assert.Single(await machine.Spend.TodayAsync(Machine.Cancellation));

        Assert.Equal((null, null, 0, 5, 0m, 0m), (today.Day, today.EndsAt, today.Calls, today.CallsCap, today.Settled, today.Reserved));
    }

    [Fact]
    public async Task What_days_cost_is_known_for_as_long_as_their_books_are_kept()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        var history = new SpendHistory(machine.Shard, TimeProvider.System);
        await ReserveAsync(machine, pass, "f");
        await SettleAsync(machine, pass, 0.03m);
        foreach (var (fingerprint, days) in (IEnumerable<(string, int)>)[("f2", 0), ("f3", -1), ("f4", 1 - SpendHistory.DaysKept)])
        {
            await ReserveAsync(machine, pass, fingerprint, now: pass.StartedAt.AddDays(days));
        }

        var today = DateOnly.FromDateTime(pass.StartedAt.UtcDateTime);
        var all = await history.ReadAsync(null, null, Machine.Cancellation);
        var key = $"{Machine.Prefix}spend:{Machine.Tenant}:{today:yyyy-MM-dd}";

        Assert.Equal([today, today.AddDays(-1), history.KeptSince], all.Select(one => one.Day));
        Assert.Equal(new SpendOfDay(today, Machine.Tenant, 2, 0.03m, 0.05m, "EUR"), all[0]);
        Assert.Equal(2, (await history.ReadAsync(today.AddDays(-1), Machine.Tenant, Machine.Cancellation)).Count);
        Assert.Empty(await history.ReadAsync(today.AddDays(3), null, Machine.Cancellation));
        Assert.Empty(await history.ReadAsync(null, "Other", Machine.Cancellation));
        Assert.InRange((await machine.Redis.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromDays(SpendHistory.DaysKept - 1), TimeSpan.FromDays(SpendHistory.DaysKept));
    }

    [Theory]
    [InlineData("2026-11-25T23:30:00Z", "UTC", "2026-11-25", "2026-11-26T00:00:00Z")]
    [InlineData("2026-11-25T23:30:00Z", "Europe/Oslo", "2026-11-26", "2026-11-26T23:00:00Z")]
    [InlineData("2026-06-25T21:30:00Z", "Europe/Oslo", "2026-06-25", "2026-06-25T22:00:00Z")]
    [InlineData("2026-10-25T12:00:00Z", "Europe/Oslo", "2026-10-25", "2026-10-25T23:00:00Z")] // 25 hours long
    [InlineData("2026-09-05T12:00:00Z", "America/Santiago", "2026-09-05", "2026-09-06T04:00:00Z")] // the 6th begins at 01:00
    public void A_day_is_that_of_the_tenants_time_zone(string now, string zone, string name, string endsAt)
    {
        Assert.SkipUnless(zone == "UTC" || TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), "This machine has no time zones.");

        var day = SpendDay.Of(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(name, day.Name);
        Assert.Equal(DateTimeOffset.Parse(endsAt, CultureInfo.InvariantCulture), day.EndsAt);
    }

    private static decimal Money(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
