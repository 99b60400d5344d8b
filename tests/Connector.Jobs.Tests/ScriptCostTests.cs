using System.Diagnostics;
using System.Globalization;
using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Tests.History;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests;

/// <summary>
/// What the ways of an event cost a real server and its client: CPU and time in scripts by the server's own account (the
/// rest is the network's and the append-only file's), commands, bytes. Prints a line each; docs/reliability.md quotes them. The
/// figures are those of the machine, so that only two versions measured in turns can be compared.
/// </summary>
public sealed class ScriptCostTests
{
    private static readonly int Events = int.Parse(Environment.GetEnvironmentVariable("CONNECTOR_COST_EVENTS") ?? "3000", CultureInfo.InvariantCulture);
    private static readonly EntityKey Contact = EntityKey.Contact(7);

    [Fact]
    public async Task What_accept_skip_first_write_and_echo_cost()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        var number = 0;

        Task AcceptAsync(int events) => machine.Intake.AcceptAsync([.. Enumerable.Range(0, events).Select(_ => Machine.Event(body: new string('x', 400)))], Machine.Cancellation);
        await CostAsync(machine, "accept, one event a call, a quiet hour", 300, 1, () => AcceptAsync(1));
        await CostAsync(machine, "accept, one event a call", Events, 1, () => AcceptAsync(1));
        await CostAsync(machine, "accept, 100 events a call", Events / 100, 100, () => AcceptAsync(100));
        TestContext.Current.TestOutputHelper!.WriteLine($"deduplication: {await RememberedAsync(machine)} bytes an event");

        var waiting = new Queue<WaitingJob>();
        await ReadAsync();

        Task SkipAsync(int contact) => machine.Waiting.SkipAsync(waiting.Dequeue(), Machine.Process(contact) with { Reason = "irrelevant" }, Machine.Cancellation);
        await CostAsync(machine, null, 300, 1, () => SkipAsync(100_000 + number++));
        await CostAsync(machine, "skip that begins a run", Events, 1, () => SkipAsync(200_000 + number++));
        await CostAsync(machine, "skip that joins a run", Events - 1, 1, () => SkipAsync(300_000 + (number++ % 50)));
        while (waiting.Count > 0)
        {
            await SkipAsync(1);
            if (waiting.Count == 0)
            {
                await ReadAsync();
            }
        }

        await CostAsync(machine, null, 100, 1, () => WriteAsync(machine, 400_000 + number++));
        await CostAsync(machine, "first write, all scripts of it", Events / 10, 1, () => WriteAsync(machine, 500_000 + number++));
        await CostAsync(machine, "echo, all scripts of it", Events / 10, 1, () => EchoAsync(machine, 500_400 + (number++ % 50)));

        async Task ReadAsync()
        {
            while (waiting.Count < (Events * 2) + 300 && await machine.Waiting.ReadAsync(500, Machine.Cancellation) is { Count: > 0 } read)
            {
                read.ToList().ForEach(waiting.Enqueue);
            }
        }
    }

    /// <summary>Each with one account scheduled: none of them due, and one of them at a time.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public async Task What_take_costs_with_many_tenants(int tenants)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        await machine.TenantsAsync(tenants, TimeSpan.FromHours(1));

        await MedianAsync(machine, $"take, {tenants} tenants, none due", 200, _ => machine.NothingDueAsync());
        await MedianAsync(machine, $"take, {tenants} tenants, one due", 100, async i =>
        {
            await machine.Requests.SubmitAsync(Machine.Request(i + 2), Machine.Cancellation);
            return () => machine.TakeAsync();
        });
    }

    /// <summary>As many events as twelve hours of 100 and of 10,000 each: so many are remembered in one hash.</summary>
    [Theory]
    [InlineData(1_200)]
    [InlineData(120_000)]
    public async Task What_accept_costs_by_how_many_events_are_remembered(int events)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        foreach (var some in Enumerable.Range(0, events).Select(_ => Machine.Event()).Chunk(100))
        {
            await machine.Intake.AcceptAsync(some, Machine.Cancellation);
        }

        await MedianAsync(machine, $"accept, {events} events remembered", 100, _ => machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation));
    }

    /// <summary>While Redis is at it, nobody else is answered.</summary>
    [Fact]
    public async Task What_a_step_of_making_room_costs()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Deep, Tiers.RunsFrom(Tier.Deep));
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        var ended = await machine.EndAsync(30_000, body: 900);

        foreach (var step in (int[])[50, 200])
        {
            var kept = 30_000L;
            await MedianAsync(machine, $"events of {step} ended jobs", 10, i => machine.Ended.TrimAsync(Machine.Tenant, 30_000, kept -= step, step, Machine.Cancellation));
            await machine.Redis.KeyDeleteAsync($"{Machine.Prefix}bodiless");
        }

        var records = 30_000L;
        foreach (var step in (int[])[50, 200])
        {
            await MedianAsync(machine, $"{step} ended jobs with their runs, ten to one", 10, i => machine.Ended.TrimAsync(Machine.Tenant, records -= step, 0, step, Machine.Cancellation));
        }

        await MedianAsync(machine, "50 runs looked at, their jobs kept", 10, i => machine.Ended.TrimRunsAsync(i * 50, 50, Machine.Cancellation));
        await MedianAsync(machine, "49 ended jobs of the version before taken over", 10, async i =>
        {
            await machine.Redis.ListRightPushAsync($"{Machine.Prefix}ended", [.. ended.SkipLast(i * 49).TakeLast(49).Select(job => (StackExchange.Redis.RedisValue)job)]);
            return () => machine.Ended.MoveAsync(Machine.Cancellation);
        });
    }

    /// <summary>The median of a script's time, by the server's own account.</summary>
    private static Task MedianAsync(Machine machine, string what, int calls, Func<int, Task> call) =>
        MedianAsync(machine, what, calls, i => Task.FromResult(() => call(i)));

    private static async Task MedianAsync(Machine machine, string what, int calls, Func<int, Task<Func<Task>>> prepare)
    {
        var times = new List<double>();
        for (var i = 0; i < calls; i++)
        {
            var call = await prepare(i);
            var before = await ScriptsAsync(machine);
            await call();
            times.Add(await ScriptsAsync(machine) - before);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {times.Order().ElementAt(calls / 2):F0} us in scripts, the median of {calls} calls"));
    }

    private static async Task WriteAsync(Machine machine, int contact)
    {
        await machine.AttachedAsync(Machine.Process(contact));
        var pass = await machine.TakeAsync();
        await machine.Passes.DescribeAsync(pass, "Muster AG", "ANNA", Machine.Cancellation);
        await machine.Spend.ReserveAsync(pass, Contact, "f", null, new Spend.SpendLimits(1_000_000, 1_000_000m, 0.05m, "EUR", TimeZoneInfo.Utc), pass.StartedAt, Machine.Cancellation);
        await machine.Spend.SettleAsync(pass, Contact, "f", Encoding.UTF8.GetBytes("{}"), TimeSpan.FromDays(30), 0.01m, Machine.Cancellation);
        var intent = new WriteIntent(0, "f+1", new Dictionary<string, string?> { ["a:1"] = null }, new Dictionary<string, string> { ["a:1"] = "[I:5]" }, default);
        await machine.Ledger.IntendAsync(pass, Contact, intent, Machine.Terms(perHour: 100_000, perDay: 100_000), Machine.Cancellation);
        await machine.Ledger.ConfirmAsync(pass, Contact, intent.New, Machine.Cancellation);
        await machine.FinishAsync(pass);
    }

    private static async Task EchoAsync(Machine machine, int contact)
    {
        await machine.AttachedAsync(Machine.Process(contact));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Unchanged);
    }

    private static async Task CostAsync(Machine machine, string? what, int calls, int eventsEach, Func<Task> act)
    {
        var (cpu, scripts, bytes, client) = (await CpuAsync(machine), await ScriptsAsync(machine), await BytesAsync(machine), Process.GetCurrentProcess().TotalProcessorTime);
        var commands = await Commands.InScriptsAsync(machine, async () =>
        {
            for (var i = 0; i < calls; i++)
            {
                await act();
            }
        });
        var events = (double)calls * eventsEach;
        client = Process.GetCurrentProcess().TotalProcessorTime - client;
        (cpu, scripts, bytes) = (await CpuAsync(machine) - cpu, await ScriptsAsync(machine) - scripts, await BytesAsync(machine) - bytes);
        if (what is not null)
        {
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {cpu * 1e6 / events:F1} us of Redis, {scripts / events:F1} us in scripts, {client.TotalMicroseconds / events:F1} us of the client, {commands / events:F1} commands, {bytes / events:F0} bytes on the wire, an event"));
        }
    }

    private static async Task<double> CpuAsync(Machine machine) => await InfoAsync(machine, "cpu", "used_cpu_sys") + await InfoAsync(machine, "cpu", "used_cpu_user");

    // cmdstat_evalsha:calls=12,usec=345,…
    private static async Task<double> ScriptsAsync(Machine machine) =>
        (await machine.Redis.ExecuteAsync("INFO", "commandstats")).ToString().Split("\r\n")
            .Where(line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split("usec=")[1].Split(',')[0], CultureInfo.InvariantCulture));

    private static async Task<double> BytesAsync(Machine machine) =>
        await InfoAsync(machine, "stats", "total_net_input_bytes") + await InfoAsync(machine, "stats", "total_net_output_bytes");

    private static async Task<double> InfoAsync(Machine machine, string section, string name) =>
        double.Parse((await machine.Redis.ExecuteAsync("INFO", section)).ToString().Split($"{name}:")[1].Split('\r')[0], CultureInfo.InvariantCulture);

    private static async Task<long> RememberedAsync(Machine machine)
    {
        long bytes = 0, fields = 0;
        await foreach (var key in machine.Connection.GetServers()[0].KeysAsync(machine.Redis.Database, Machine.Prefix + "dedup:*"))
        {
            bytes += (long)await machine.Redis.ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", 0);
            fields += await machine.Redis.HashLengthAsync(key);
        }

        return bytes / fields;
    }
}
