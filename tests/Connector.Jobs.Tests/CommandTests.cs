using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests;

/// <summary>
/// How many commands the scripts of each way of an event send: the exact number, so that one more is noticed. TIME and what reads and writes are counted, the calls of
/// the scripts themselves are not.
/// </summary>
public sealed class CommandTests : IAsyncLifetime
{
    private static readonly EntityKey Contact = EntityKey.Contact(7);
    private static readonly WriteIntent Intent = new(
        0, "fingerprint+1", new Dictionary<string, string?> { ["SuperOffice:83"] = null }, new Dictionary<string, string> { ["SuperOffice:83"] = "[I:5]" }, default);

    private RedisServer _server = null!;
    private Machine _machine = null!;
    private WaitingJob _job = null!;
    private Pass _pass = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        _machine = await Machine.StartAsync(_server.ConnectionString + ",allowAdmin=true");
        // Not the first of its tenant to end.
        await _machine.Redis.ListRightPushAsync($"{Machine.Prefix}ended:{Machine.Tenant}", "an-earlier-job");
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(100, 313)]
    public async Task Accept(int events, int commands)
    {
        // Not the first of a half day.
        await _machine.WaitingAsync();
        var batch = Enumerable.Range(0, events).Select(_ => Machine.Event()).ToArray();

        Assert.Equal(commands, await CountAsync(() => _machine.Intake.AcceptAsync(batch, Machine.Cancellation)));
    }

    [Fact]
    public async Task Skip_that_begins_a_run_and_skip_that_joins_one()
    {
        var (first, second) = (await _machine.WaitingAsync(), await _machine.WaitingAsync());

        long[] sent =
        [
            await CountAsync(() => _machine.Waiting.SkipAsync(first, Machine.Process(7) with { Reason = "irrelevant" }, Machine.Cancellation)),
            await CountAsync(() => _machine.Waiting.SkipAsync(second, Machine.Process(7) with { Reason = "irrelevant" }, Machine.Cancellation)),
        ];

        Assert.Equal("20 19", string.Join(' ', sent));
    }

    [Theory]
    [InlineData(100, 16.05)]
    [InlineData(10, 7.95)]
    [InlineData(1, 7.14)]
    public async Task A_hundred_skips_a_call(int contacts, double commandsEach)
    {
        await _machine.Intake.AcceptAsync([.. Enumerable.Range(0, 100).Select(_ => Machine.Event())], Machine.Cancellation);
        IReadOnlyList<WaitingJob> read = [];

        var reading = await CountAsync(async () => read = await _machine.Waiting.ReadAsync(100, Machine.Cancellation));
        var skipping = await CountAsync(() => _machine.Waiting.DecideAsync(
            [.. read.Select((job, i) => DecidedJob.Skip(job, Machine.Process(1 + (i % contacts)) with { Reason = "irrelevant" }))], Machine.Cancellation));

        Assert.Equal((1.11, commandsEach), (reading / 100.0, skipping / 100.0));
    }

    /// <summary>Accepted and read; attached; taken; described; reserved and settled; intended and confirmed; finished.</summary>
    [Fact]
    public async Task First_write()
    {
        long[] sent =
        [
            await ReadAsync(),
            await AttachAsync(),
            await TakeAsync(),
            await CountAsync(() => _machine.Passes.DescribeAsync(_pass, "Muster AG", "ANNA", Machine.Cancellation)),
            await CountAsync(async () =>
            {
                await _machine.Spend.ReserveAsync(_pass, Contact, "fingerprint", null, SpendTests.Limits, _pass.StartedAt, Machine.Cancellation);
                await _machine.Spend.SettleAsync(_pass, Contact, "fingerprint", Encoding.UTF8.GetBytes("{}"), TimeSpan.FromDays(30), 0.01m, Machine.Cancellation);
            }),
            await CountAsync(async () =>
            {
                await _machine.Ledger.IntendAsync(_pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);
                await _machine.Ledger.ConfirmAsync(_pass, Contact, Intent.New, Machine.Cancellation);
            }),
            await CountAsync(() => _machine.FinishAsync(_pass)),
        ];

        Assert.Equal("29 18 25 9 40 27 35", string.Join(' ', sent));
    }

    /// <summary>Of a write that has just ended, so that account and run are known: accepted and read; attached; taken; finished.</summary>
    [Fact]
    public async Task Echo()
    {
        await ReadAsync();
        await AttachAsync();
        await TakeAsync();
        await _machine.FinishAsync(_pass);

        long[] sent = [await ReadAsync(), await AttachAsync(), await TakeAsync(), await CountAsync(() => _machine.FinishAsync(_pass, JobOutcome.Unchanged))];

        Assert.Equal("28 27 25 35", string.Join(' ', sent));
    }

    /// <summary>However many tenants there are: take looks at those alone of which something is due.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task Take_with_many_tenants(int tenants)
    {
        await _machine.TenantsAsync(tenants, TimeSpan.FromHours(1));
        var none = await CountAsync(() => _machine.NothingDueAsync());
        await ReadAsync();
        await AttachAsync();

        Assert.Equal("6 25", $"{none} {await TakeAsync()}");
    }

    private Task<long> ReadAsync() => CountAsync(async () => _job = await _machine.WaitingAsync());

    private Task<long> AttachAsync() => CountAsync(() => _machine.Waiting.AttachAsync(_job, Machine.Process(7), Machine.Cancellation));

    private Task<long> TakeAsync() => CountAsync(async () => _pass = await _machine.TakeAsync());

    private Task<long> CountAsync(Func<Task> act) => Commands.InScriptsAsync(_machine, act);
}
