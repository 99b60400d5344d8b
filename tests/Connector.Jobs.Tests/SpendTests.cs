using System.Globalization;
using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Spend;

namespace Connector.Jobs.Tests;

public sealed class SpendTests(RedisFixture redis)
{
    internal static readonly EntityKey Contact = EntityKey.Contact(7);
    internal static readonly byte[] Answer = Encoding.UTF8.GetBytes("answer\0\u00e4");
    internal static readonly TimeSpan Month = TimeSpan.FromDays(30);

    internal static SpendLimits Limits { get; } = new(5, 1.00m, 0.05m, "EUR", TimeZoneInfo.Utc);

    [Fact]
    public async Task An_analysis_is_reserved_once_however_often_it_takes_to_ask_and_whoever_asks()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);

        var first = await ReserveAsync(machine, pass);
        var again = await ReserveAsync(machine, pass);
        await machine.ExpireAsync(pass);
        await machine.Passes.ReclaimAsync(Machine.Cancellation);
        var next = await machine.TakeAsync();
        var other = await ReserveAsync(machine, next);

        Assert.Equal((ReservationVerdict.Reserved, "", 1, 0.05m), (first.Verdict, first.Round, first.Calls, first.Amount));
        Assert.Equal(ReservationVerdict.Open, again.Verdict);
        Assert.Equal(ReservationVerdict.Open, other.Verdict);
        Assert.Equal((1, 0m, 0.05m), await TodayAsync(machine));
    }

    [Theory]
    [InlineData("0.0123", "0.0123")]
    [InlineData("0.0000001", "0.000001")] // never nothing
    [InlineData("0", "0")]
    [InlineData(null, "0.05")] // not told: what was expected
    public async Task The_answer_settles_it_and_is_kept(string? cost, string settled)
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass);

        await SettleAsync(machine, pass, cost is null ? null : Money(cost));
        await SettleAsync(machine, pass, 0.5m); // said twice, paid once

        Assert.Equal((1, Money(settled), 0m), await TodayAsync(machine));
        Assert.Equal(Answer, (await machine.Ledger.ReadAnswerAsync(Machine.Tenant, Contact, "f", Machine.Cancellation))!.Value.ToArray());
        Assert.Null(await machine.Ledger.ReadAnswerAsync(Machine.Tenant, Contact, "f2", Machine.Cancellation));
        Assert.Equal(ReservationVerdict.Answered, (await ReserveAsync(machine, pass)).Verdict);
    }

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("0.02", 1, "0.02")]
    public async Task What_is_given_up_is_taken_back_and_asking_again_is_another_analysis(string cost, int calls, string settled)
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass);

        await machine.Spend.ReleaseAsync(pass, Contact, "f", Money(cost), Machine.Cancellation);
        await machine.Spend.ReleaseAsync(pass, Contact, "f", Money(cost), Machine.Cancellation); // said twice, done once
        var released = await TodayAsync(machine);
        var again = await ReserveAsync(machine, pass);

        Assert.Equal((calls, Money(settled), 0m), released);
        Assert.Equal((ReservationVerdict.Reserved, ""), (again.Verdict, again.Round));
        Assert.Equal((calls + 1, Money(settled), 0.05m), await TodayAsync(machine));
        Assert.Null(await machine.Ledger.ReadAnswerAsync(Machine.Tenant, Contact, "f", Machine.Cancellation));
    }

    [Fact]
    public async Task What_is_answered_cannot_be_given_up()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass);
        await SettleAsync(machine, pass, 0.02m);

        await machine.Spend.ReleaseAsync(pass, Contact, "f", 0, Machine.Cancellation);

        Assert.Equal((1, 0.02m, 0m), await TodayAsync(machine));
        Assert.Equal(ReservationVerdict.Answered, (await ReserveAsync(machine, pass)).Verdict);
    }

    [Fact]
    public async Task Every_key_is_bounded()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        var reserved = await ReserveAsync(machine, pass);
        Assert.InRange(await DaysLeftAsync($"reservation:{Machine.Tenant}:contact:7:f"), 6, 7);
        Assert.InRange(await DaysLeftAsync($"unanswered:{Machine.Tenant}"), 6, 7);

        await SettleAsync(machine, pass, 0.01m);

        Assert.InRange(await DaysLeftAsync($"answer:{Machine.Tenant}:contact:7:f"), 29, 30);
        Assert.InRange(await DaysLeftAsync($"reservation:{Machine.Tenant}:contact:7:f"), 29, 30);
        Assert.InRange(await DaysLeftAsync($"spend:{Machine.Tenant}:{reserved.Day.Name}"), 99, 100);

        async Task<double> DaysLeftAsync(string key) => (await machine.Redis.KeyTimeToLiveAsync(Machine.Prefix + key))!.Value.TotalDays;
    }

    [Fact]
    public async Task After_the_answer_has_expired_the_same_question_is_a_new_analysis_with_a_round_of_its_own()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass);
        await SettleAsync(machine, pass, 0.01m, TimeSpan.FromMilliseconds(1));
        await Testing.Eventually.ValueAsync(
            () => machine.Ledger.ReadAnswerAsync(Machine.Tenant, Contact, "f", Machine.Cancellation), a => a is null, cancellationToken: Machine.Cancellation);

        var anew = await ReserveAsync(machine, pass);
        var again = await ReserveAsync(machine, pass);

        Assert.Equal(ReservationVerdict.Reserved, anew.Verdict);
        Assert.NotEmpty(anew.Round);
        Assert.Equal("f", (await machine.Ledger.ReadAsync(Machine.Tenant, Contact, Machine.Cancellation)).Answered);
        Assert.Equal((ReservationVerdict.Open, anew.Round), (again.Verdict, again.Round));
        Assert.Equal(2, (await TodayAsync(machine)).Calls);
    }

    [Fact]
    public async Task A_demanded_round_is_a_new_analysis_and_the_same_round_again_is_not()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass);
        await SettleAsync(machine, pass, 0.01m);

        var fresh = await ReserveAsync(machine, pass, round: "replay-1");
        var open = await ReserveAsync(machine, pass, round: "replay-1");
        await SettleAsync(machine, pass, 0.02m);
        var answered = await ReserveAsync(machine, pass, round: "replay-1");
        var other = await ReserveAsync(machine, pass, round: "replay-2");

        Assert.Equal((ReservationVerdict.Reserved, "replay-1"), (fresh.Verdict, fresh.Round));
        Assert.Equal(ReservationVerdict.Open, open.Verdict);
        Assert.Equal(ReservationVerdict.Answered, answered.Verdict);
        Assert.Equal((ReservationVerdict.Reserved, "replay-2"), (other.Verdict, other.Round));
        Assert.Equal((3, 0.03m, 0.05m), await TodayAsync(machine));
    }

    [Fact]
    public async Task What_is_never_answered_counts_on_its_day_alone_and_is_shown_for_a_week()
    {
        await using var machine = await Machine.StartAsync(redis);
        var pass = await PassAsync(machine);
        await ReserveAsync(machine, pass, "f");
        await ReserveAsync(machine, pass, "changed-meanwhile");
        await SettleAsync(machine, pass, 0.01m);

        var today = Assert.Single(await machine.Spend.TodayAsync(Machine.Cancellation));
        Assert.Equal((2, 0.01m, 0.05m, 1), (today.Calls, today.Settled, today.Reserved, today.Unanswered));
        Assert.InRange(today.UnansweredSince!.Value, pass.StartedAt.AddSeconds(-1), pass.StartedAt.AddMinutes(1));

        // The next day begins at nothing; the same question still is the same analysis.
        var tomorrow = pass.StartedAt.AddDays(1);
        Assert.Equal(ReservationVerdict.Open, (await ReserveAsync(machine, pass, "changed-meanwhile", now: tomorrow)).Verdict);
        var other = await ReserveAsync(machine, pass, "other", now: tomorrow);
        Assert.Equal((1, 0.05m), (other.Calls, other.Amount));
        Assert.Equal(2, Assert.Single(await machine.Spend.TodayAsync(Machine.Cancellation)).Unanswered);

        // A week later it is forgotten, and asked for again under the cap of its day.
        await AgeAsync(machine, TimeSpan.FromDays(7));
        var later = Assert.Single(await machine.Spend.TodayAsync(Machine.Cancellation));
        Assert.Equal((0, null), (later.Unanswered, later.UnansweredSince));
        await machine.Redis.KeyDeleteAsync($"{Machine.Prefix}reservation:{Machine.Tenant}:contact:7:changed-meanwhile"); // its time is over too
        var again = await ReserveAsync(machine, pass, "changed-meanwhile", now: pass.StartedAt.AddDays(8));
        Assert.Equal((ReservationVerdict.Reserved, "", 1), (again.Verdict, again.Round, again.Calls));
        Assert.Equal(1, await machine.Redis.SortedSetLengthAsync($"{Machine.Prefix}unanswered:{Machine.Tenant}"));
    }

    private static async Task AgeAsync(Machine machine, TimeSpan by)
    {
        var key = $"{Machine.Prefix}unanswered:{Machine.Tenant}";
        foreach (var entry in await machine.Redis.SortedSetRangeByRankWithScoresAsync(key))
        {
            await machine.Redis.SortedSetAddAsync(key, entry.Element, entry.Score - by.TotalMilliseconds);
        }
    }

    private static decimal Money(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    internal static Task<Reservation> ReserveAsync(
        Machine machine, Pass pass, string fingerprint = "f", SpendLimits? limits = null, string? round = null, DateTimeOffset? now = null) =>
        machine.Spend.ReserveAsync(pass, Contact, fingerprint, round, limits ?? Limits, now ?? pass.StartedAt, Machine.Cancellation);

    internal static Task<int> SettleAsync(Machine machine, Pass pass, decimal? cost, TimeSpan? keep = null) =>
        machine.Spend.SettleAsync(pass, Contact, "f", Answer, keep ?? Month, cost, Machine.Cancellation);

    internal static async Task<(int Calls, decimal Settled, decimal Reserved)> TodayAsync(Machine machine)
    {
        var today = Assert.Single(await machine.Spend.TodayAsync(Machine.Cancellation));
        return (today.Calls, today.Settled, today.Reserved);
    }

    internal static async Task<Pass> PassAsync(Machine machine)
    {
        await machine.AttachedAsync(Machine.Process(7));
        return await machine.TakeAsync();
    }
}
