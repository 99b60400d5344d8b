using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.Worker.Passes;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Passes;

/// <summary>When an answer that nobody can read is a record's trouble, and when it is a side's: workers on a real Redis.</summary>
[Collection(SecondWorld.Name)]
public sealed class UnreadableAnswersTests(OutsideWorld world) : WorkerTest(world)
{
    private readonly FakeTimeProvider _time = new();
    private ConnectionMultiplexer _redis = null!;
    private UnreadableAnswers _answers = null!;
    private UnreadableAnswers _others = null!;

    public override async ValueTask InitializeAsync()
    {
        _redis = await ConnectionMultiplexer.ConnectAsync(World.NextRedis());
        (_answers, _others) = (Worker(), Worker());
    }

    protected override async ValueTask CleanUpAsync() => await _redis.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Five_records_within_a_minute_hold_the_tenant_and_four_do_not_whichever_worker_met_them(bool several)
    {
        for (var contact = 1; contact <= 4; contact++)
        {
            Assert.Equal(FailureEffect.Retry, (await MeetAsync(contact, by: several && contact % 2 == 0 ? _others : _answers)).Effect);
        }

        var hold = await MeetAsync(5, by: several ? Worker() : _answers);

        Assert.Equal((FailureEffect.Hold, HoldSide.SuperOffice), (hold.Effect, hold.Side));
        Assert.StartsWith("SuperOffice: its answers cannot be read: 5 records or more", HoldReasons.Reason(hold.Side, hold.Error), StringComparison.Ordinal);
        Assert.Equal(FailureEffect.Hold, (await MeetAsync(1)).Effect);
    }

    [Fact]
    public async Task One_record_that_cannot_be_read_holds_nobody_however_often_it_is_tried()
    {
        for (var time = 0; time < 100; time++)
        {
            Assert.Equal(FailureEffect.Retry, (await MeetAsync(1, by: time % 2 == 0 ? _others : _answers)).Effect);
        }
    }

    [Fact]
    public async Task Records_that_met_one_longer_ago_than_a_minute_do_not_count()
    {
        for (var contact = 1; contact <= 20; contact++)
        {
            Assert.Equal(FailureEffect.Retry, (await MeetAsync(contact)).Effect);
            await AgeAsync(TimeSpan.FromSeconds(15.1));
        }
    }

    [Fact]
    public async Task An_answer_that_could_be_read_begins_the_count_anew_for_its_side_and_tenant_only()
    {
        for (var contact = 1; contact <= 4; contact++)
        {
            foreach (var side in new[] { HoldSide.SuperOffice, HoldSide.Changes, HoldSide.CompanyExplorer })
            {
                await MeetAsync(contact, side);
            }

            await MeetAsync(contact, tenant: "Cust2");
        }

        await _answers.ReadableAsync(HoldSide.SuperOffice, "Cust1", Cancellation);

        Assert.Equal(FailureEffect.Retry, (await MeetAsync(5)).Effect);
        Assert.Equal(FailureEffect.Hold, (await MeetAsync(5, HoldSide.Changes)).Effect);
        Assert.Equal(FailureEffect.Hold, (await MeetAsync(5, HoldSide.CompanyExplorer)).Effect);
        Assert.Equal(FailureEffect.Hold, (await MeetAsync(5, tenant: "Cust2")).Effect);
    }

    /// <summary>Whoever met none has nothing to take back, and asks Redis nothing; nor does who met one long ago.</summary>
    [Fact]
    public async Task What_can_be_read_costs_no_call_but_the_one_after_an_answer_that_could_not()
    {
        await MeetAsync(1);
        await _answers.ReadableAsync(HoldSide.SuperOffice, "Cust1", Cancellation);
        await MeetAsync(2, HoldSide.Changes);
        _time.Advance(TimeSpan.FromSeconds(61));
        await _redis.DisposeAsync();

        foreach (var side in Enum.GetValues<HoldSide>())
        {
            await _answers.ReadableAsync(side, "Cust1", Cancellation);
            await _others.ReadableAsync(side, "Cust1", Cancellation);
        }
    }

    [Theory]
    [InlineData("SuperOffice: its answers cannot be read", FailureEffect.Hold)]
    [InlineData("SuperOffice: Tenant Cust10001 is OfflineMaintenance.", FailureEffect.Hold)]
    [InlineData("SuperOffice changes: its answers cannot be read", FailureEffect.Retry)]
    [InlineData("Company Explorer: refuses", FailureEffect.Retry)]
    [InlineData("looking", FailureEffect.Retry)]
    public async Task A_probe_of_that_side_costs_no_attempt(string reason, FailureEffect effect) => Assert.Equal(
        effect, (await _answers.JudgeAsync(Unreadable(), "Cust1", EntityKey.Contact(1), new Hold("Cust1", reason, default, default), Cancellation)).Effect);

    [Fact]
    public async Task Other_failures_are_as_they_are()
    {
        var failure = new Failure(FailureEffect.Dead, "why");
        for (var contact = 1; contact <= 9; contact++)
        {
            Assert.Same(failure, await _answers.JudgeAsync(failure, "Cust1", EntityKey.Contact(contact), probed: null, Cancellation));
        }
    }

    private UnreadableAnswers Worker() => new(new UnreadableRecords(new Shard(_redis, new JobsOptions())), _time);

    private async Task AgeAsync(TimeSpan by)
    {
        const string Key = "connector:{0}:unreadable:Cust1:SuperOffice";
        foreach (var met in await _redis.GetDatabase().SortedSetRangeByRankWithScoresAsync(Key))
        {
            await _redis.GetDatabase().SortedSetAddAsync(Key, met.Element, met.Score - by.TotalMilliseconds);
        }
    }

    private Task<Failure> MeetAsync(int contact, HoldSide side = HoldSide.SuperOffice, string tenant = "Cust1", UnreadableAnswers? by = null) =>
        (by ?? _answers).JudgeAsync(Unreadable() with { Side = side }, tenant, EntityKey.Contact(contact), probed: null, Cancellation);

    private static Failure Unreadable() => Failure.Of(new SuperOfficeException(FailureKind.Unreadable, FailureScope.Entity, "why"))!;
}
