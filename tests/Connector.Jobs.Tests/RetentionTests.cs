using System.Globalization;
using Connector.Jobs.Queue;
using Connector.Testing;

namespace Connector.Jobs.Tests;

public sealed class RetentionTests(RedisFixture redis)
{
    [Fact]
    public async Task Beyond_the_number_that_is_kept_the_jobs_that_ended_first_are_forgotten_and_still_counted()
    {
        await using var machine = await Machine.StartAsync(redis, new JobsOptions { Quiet = TimeSpan.Zero, EndedJobs = 1_000 });
        await EndAsync(machine, jobs: 1_700);
        var dead = await machine.AttachedAsync(Machine.Process(7));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);
        var ended = await machine.Redis.ListRangeAsync($"{Machine.Prefix}ended:{Machine.Tenant}");
        var before = await machine.BalancedAsync();

        Assert.Equal(700, await machine.Ended.TrimAsync(Machine.Cancellation));

        Assert.Equal(before, await machine.BalancedAsync());
        Assert.Equal(1_700, before.Finished);
        Assert.Null(await machine.Runs.FindJobAsync(ended[699].ToString(), Machine.Cancellation));
        Assert.False(await machine.Redis.KeyExistsAsync($"{Machine.Prefix}body:{ended[0]}"));
        Assert.NotNull(await machine.Runs.FindJobAsync(ended[700].ToString(), Machine.Cancellation));
        Assert.NotNull(await machine.Runs.FindJobAsync(dead, Machine.Cancellation));
        Assert.Equal(0, await machine.Ended.TrimAsync(Machine.Cancellation));
    }

    /// <summary>Prints what a job takes; docs/reliability.md quotes it.</summary>
    [Fact]
    public async Task A_job_takes_a_few_kilobytes_of_memory_while_it_waits_and_after_it_has_ended()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        const int Jobs = 20_000;
        await using var server = await Testing.Redis.RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync($"{server.ConnectionString},allowAdmin=true", new JobsOptions { Quiet = TimeSpan.Zero });
        var empty = await UsedAsync(machine);
        var body = new string('x', 900);
        for (var sent = 0; sent < Jobs; sent += 500)
        {
            await machine.Intake.AcceptAsync([.. Enumerable.Range(0, 500).Select(_ => Machine.Event(body: body))], Machine.Cancellation);
        }

        var waiting = (await UsedAsync(machine) - empty) / Jobs;
        await EndAsync(machine, 0);
        var finished = (await UsedAsync(machine) - empty) / Jobs;

        TestContext.Current.SendDiagnosticMessage($"waiting: {waiting} bytes a job, finished: {finished} bytes a job (900 bytes of body, {Jobs} jobs)");
        TestContext.Current.TestOutputHelper!.WriteLine($"waiting: {waiting} bytes a job, finished: {finished} bytes a job");
        Assert.InRange(waiting, 900, 4_000);
        Assert.InRange(finished, 900, 8_000);
    }

    /// <summary>As of a company with all fields mapped, texts of usual length; docs/reliability.md quotes it, and what is shown of ledgers follows from it.</summary>
    [Fact]
    public async Task A_ledger_takes_about_as_much_as_is_shown()
    {
        await using var machine = await Machine.StartAsync(redis, new JobsOptions { Quiet = TimeSpan.Zero });
        var (entity, texts) = (Accounts.EntityKey.Contact(7), new Dictionary<string, string>
        {
            ["SuperOffice:83"] = "[I:25]",
            ["SuperOffice:84"] = new('s', 350),
            ["SuperOffice:85"] = new('o', 180),
            ["SuperOffice:86"] = new('o', 180),
            ["SuperOffice:87"] = new('t', 120),
        });
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        await machine.Spend.SettleAsync(pass, entity, new string('f', 32), new byte[] { 1 }, TimeSpan.FromDays(30), null, Machine.Cancellation);
        var intent = new Ledger.WriteIntent(0, new string('f', 32) + "+12345678", texts.ToDictionary(text => text.Key, _ => (string?)null), texts, default);
        await machine.Ledger.IntendAsync(pass, entity, intent, Machine.Terms(), Machine.Cancellation);
        await machine.Ledger.ConfirmAsync(pass, entity, texts, Machine.Cancellation);

        var bytes = (long)await machine.Redis.ExecuteAsync("MEMORY", "USAGE", (StackExchange.Redis.RedisKey)$"{Machine.Prefix}ledger:{Machine.Tenant}:{entity}", "SAMPLES", 0);

        TestContext.Current.TestOutputHelper!.WriteLine($"a ledger: {bytes} bytes");
        Assert.InRange(bytes, Memory.HistoryShare.BytesPerLedger / 2, Memory.HistoryShare.BytesPerLedger * 2);
    }

    /// <summary>Accepts so many jobs, ten an account, and ends all that wait.</summary>
    private static async Task EndAsync(Machine machine, int jobs)
    {
        for (var left = jobs; left > 0; left -= 500)
        {
            await machine.Intake.AcceptAsync([.. Enumerable.Range(0, Math.Min(500, left)).Select(_ => Machine.Event())], Machine.Cancellation);
        }

        var n = 0;
        while (await machine.Waiting.ReadAsync(500, Machine.Cancellation) is { Count: > 0 } read)
        {
            await Task.WhenAll(read.Select(job => machine.Waiting.AttachAsync(job, Machine.Process(100 + (n++ / 10)), Machine.Cancellation)));
        }

        while ((await machine.Passes.TakeAsync("worker", [], Machine.Cancellation)).Pass is { } pass)
        {
            await machine.FinishAsync(pass);
        }
    }

    private static async Task<long> UsedAsync(Machine machine)
    {
        var info = (await machine.Redis.ExecuteAsync("INFO", "memory")).ToString();
        return long.Parse(info.Split("used_memory:")[1].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}
