using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
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

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        _machine = await Machine.StartAsync(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 13)]
    [InlineData(100, 409)]
    public async Task Accept(int events, int commands)
    {
        var batch = Enumerable.Range(0, events).Select(_ => Machine.Event()).ToArray();

        await SendsAsync(commands, () => _machine.Intake.AcceptAsync(batch, Machine.Cancellation));
    }

    [Fact]
    public async Task Skip_that_begins_a_run_and_skip_that_joins_one()
    {
        var (first, second) = (await _machine.WaitingAsync(), await _machine.WaitingAsync());

        await SendsAsync(21, () => _machine.Waiting.SkipAsync(first, Machine.Process(7) with { Reason = "irrelevant" }, Machine.Cancellation));
        await SendsAsync(18, () => _machine.Waiting.SkipAsync(second, Machine.Process(7) with { Reason = "irrelevant" }, Machine.Cancellation));
    }

    [Fact]
    public async Task First_write()
    {
        var pass = await SendsAsync(60, TakenAsync);

        await SendsAsync(60, async () =>
        {
            await _machine.Passes.DescribeAsync(pass, "Muster AG", "ANNA", Machine.Cancellation);
            await _machine.Spend.ReserveAsync(pass, Contact, "fingerprint", null, SpendTests.Limits, pass.StartedAt, Machine.Cancellation);
            await _machine.Spend.SettleAsync(pass, Contact, "fingerprint", Encoding.UTF8.GetBytes("{}"), TimeSpan.FromDays(30), 0.01m, Machine.Cancellation);
            await _machine.Ledger.IntendAsync(pass, Contact, Intent, Machine.Terms(), Machine.Cancellation);
            await _machine.Ledger.ConfirmAsync(pass, Contact, Intent.New, Machine.Cancellation);
        });
        await SendsAsync(30, () => _machine.FinishAsync(pass));
    }

    /// <summary>Of the write that has just ended: its company's account and run are known.</summary>
    [Fact]
    public async Task Echo()
    {
        await _machine.FinishAsync(await TakenAsync());

        var pass = await SendsAsync(60, TakenAsync);
        await SendsAsync(30, () => _machine.FinishAsync(pass, Queue.JobOutcome.Unchanged));
    }

    private async Task<Queue.Pass> TakenAsync()
    {
        await _machine.AttachedAsync(Machine.Process(7));
        return await _machine.TakeAsync();
    }

    private async Task SendsAsync(int commands, Func<Task> act) => Assert.Equal(commands, await Commands.InScriptsAsync(_machine, act));

    private async Task<T> SendsAsync<T>(int commands, Func<Task<T>> act)
    {
        T? result = default;
        await SendsAsync(commands, async () => { result = await act(); });
        return result!;
    }
}
