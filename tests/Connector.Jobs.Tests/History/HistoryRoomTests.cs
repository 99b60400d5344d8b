using System.Globalization;
using System.Text;
using Connector.Jobs.Accounts;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests.History;

/// <summary>What gives way, in which order, when a real server fills up; and what never does.</summary>
public sealed class HistoryRoomTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private RedisServer _server = null!;
    private Machine _machine = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        _machine = await Machine.StartAsync(_server.ConnectionString + ",allowAdmin=true", new JobsOptions { Quiet = TimeSpan.Zero });
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Below_seventy_percent_nothing_gives_way()
    {
        var ended = await _machine.EndAsync(500, body: 900);
        await _machine.FillToAsync(65);

        Assert.True(await _machine.Room().MakeAsync(Patience, Machine.Cancellation));

        Assert.Equal((500, 500), (await _machine.RecordsAsync(ended), await _machine.BodiesAsync(ended)));
    }

    [Fact]
    public async Task Events_of_the_tenant_with_most_go_first_the_oldest_before_the_others()
    {
        var quiet = await _machine.EndAsync(300, "CustQuiet", body: 4_000);
        var noisy = await _machine.EndAsync(6_000, "CustNoisy", body: 4_000);
        await _machine.FillToAsync(75);

        Assert.True(await _machine.Room().MakeAsync(Patience, Machine.Cancellation));

        Assert.InRange(_machine.Memory.Use.Percent, 40, 68);
        Assert.Equal((300, 6_000), (await _machine.RecordsAsync(quiet), await _machine.RecordsAsync(noisy)));
        Assert.Equal((300, 0), (await _machine.BodiesAsync(quiet), await _machine.BodiesAsync(noisy.Take(1_000))));
        Assert.Equal(1_000, await _machine.BodiesAsync(noisy.Skip(5_000)));
    }

    /// <summary>A stranger's key keeps the server full whatever is given.</summary>
    [Fact]
    public async Task When_nothing_helps_all_history_has_gone_but_a_floor_and_live_work_ledgers_and_newest_answers_are_there()
    {
        var (noisy, quiet) = (await _machine.EndAsync(3_000, "CustNoisy"), await _machine.EndAsync(50, "CustQuiet"));
        var (outdated, newest) = await AnswersAsync();
        var dead = await _machine.DieAsync(1);
        var waiting = await _machine.WaitingAsync();
        var orphan = (await _machine.Runs.FindJobAsync(quiet[49], Machine.Cancellation))!.RunId!;
        await _machine.Redis.KeyDeleteAsync($"{Machine.Prefix}job:{quiet[49]}");
        await _machine.Redis.StringSetRangeAsync("somebody-elses", (40 << 20) - 1, "x");
        await _machine.FillToAsync(92);
        var logs = new Logs();
        var room = _machine.Room(logs);

        Assert.False(await room.MakeAsync(Patience, Machine.Cancellation));
        Assert.False(await room.MakeAsync(Patience, Machine.Cancellation));

        Assert.Single(logs.Lines, line => line.Contains("history has nothing more to give", StringComparison.Ordinal));
        Assert.Equal((0, 100, 100), (
            await _machine.RecordsAsync(noisy.SkipLast(100)), await _machine.RecordsAsync(noisy.TakeLast(100)), await _machine.BodiesAsync(noisy.TakeLast(100))));
        Assert.Equal((49, 50), (await _machine.RecordsAsync(quiet), await _machine.BodiesAsync(quiet)));
        Assert.Equal((0, 1, 0), (await _machine.CountAsync([outdated]), await _machine.CountAsync([newest]), await _machine.CountAsync([$"run:{orphan}", "outdated"])));
        Assert.Equal((1, 1), (await _machine.RecordsAsync(dead), await _machine.BodiesAsync(dead)));
        Assert.Equal((1, 1), (await _machine.RecordsAsync([waiting.JobId]), await _machine.BodiesAsync([waiting.JobId])));
        Assert.Equal(1, (await _machine.BalancedAsync()).Ledgers);
        Assert.Equal([], (await new AuditedMachine(_machine).AuditAsync()).Findings);
    }

    [Fact]
    public async Task It_stops_when_its_time_is_over_and_goes_on_where_it_was()
    {
        await _machine.EndAsync(5_000, body: 300);
        await _machine.FillToAsync(95);

        Assert.False(await _machine.Room().MakeAsync(TimeSpan.Zero, Machine.Cancellation));
        var bare = (long)await _machine.Redis.HashGetAsync($"{Machine.Prefix}bodiless", Machine.Tenant);
        Assert.Equal(2_000, bare);
        Assert.False(await _machine.Room().MakeAsync(TimeSpan.Zero, Machine.Cancellation));
        Assert.Equal(4_000, (long)await _machine.Redis.HashGetAsync($"{Machine.Prefix}bodiless", Machine.Tenant));
    }

    [Fact]
    public async Task Several_at_once_take_no_more_than_one_would()
    {
        var ended = await _machine.EndAsync(4_000, body: 2_000);
        await _machine.FillToAsync(75);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _machine.Room().MakeAsync(Patience, Machine.Cancellation)));

        Assert.Equal(4_000, await _machine.RecordsAsync(ended));
        Assert.InRange(await _machine.BodiesAsync(ended), 1, 4_000);
        await _machine.BalancedAsync();
    }

    [Fact]
    public async Task An_answer_that_is_the_newest_again_and_one_that_has_expired_are_not_outdated()
    {
        var entity = EntityKey.Contact(7);
        await _machine.AttachedAsync(Machine.Process(7));
        var pass = await _machine.TakeAsync();
        foreach (var fingerprint in (string[])["first", "second", "first"])
        {
            await SettleAsync(pass, entity, fingerprint, Patience);
        }

        Assert.Equal([$"{Machine.Tenant}:contact:7:second"], await OutdatedAsync());
        await _machine.Redis.SortedSetAddAsync($"{Machine.Prefix}outdated", $"{Machine.Tenant}:contact:7:second", 1);
        await SettleAsync(pass, entity, "third", Patience);
        Assert.Equal([$"{Machine.Tenant}:contact:7:first"], await OutdatedAsync());

        async Task<IEnumerable<string>> OutdatedAsync() => (await _machine.Redis.SortedSetRangeByRankAsync($"{Machine.Prefix}outdated")).Select(answer => answer.ToString());
    }

    private Task<int> SettleAsync(Queue.Pass pass, EntityKey entity, string fingerprint, TimeSpan keep) =>
        _machine.Spend.SettleAsync(pass, entity, fingerprint, Encoding.UTF8.GetBytes("{}"), keep, 0.01m, Machine.Cancellation);

    /// <summary>An answer that a newer one has followed, and that one.</summary>
    private async Task<(string Outdated, string Newest)> AnswersAsync()
    {
        var entity = EntityKey.Contact(7);
        await _machine.AttachedAsync(Machine.Process(7));
        var pass = await _machine.TakeAsync();
        foreach (var fingerprint in (string[])["first", "second"])
        {
            await _machine.Spend.ReserveAsync(pass, entity, fingerprint, null, SpendTests.Limits, pass.StartedAt, Machine.Cancellation);
            await SettleAsync(pass, entity, fingerprint, TimeSpan.FromDays(30));
        }

        await _machine.FinishAsync(pass);
        return (Answer("first"), Answer("second"));

        static string Answer(string fingerprint) => string.Create(CultureInfo.InvariantCulture, $"answer:{Machine.Tenant}:contact:7:{fingerprint}");
    }
}
