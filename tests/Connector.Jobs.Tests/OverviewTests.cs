using System.Diagnostics.Metrics;
using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Overview;
using Connector.Jobs.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Jobs.Tests;

/// <summary>What metrics tell of all tenants.</summary>
public sealed class OverviewTests(RedisFixture redis)
{
    [Fact]
    public async Task Of_an_empty_Redis_nothing_is_told_but_that_nothing_is_there()
    {
        await using var machine = await Machine.StartAsync(redis);

        Assert.Equal(
            [
                "jobs.overdue = 0", "jobs.present place=dead = 0", "jobs.present place=processing = 0", "jobs.present place=scheduled = 0",
                "jobs.present place=waiting = 0",
            ],
            await MeasureAsync(machine));
    }

    [Fact]
    public async Task Who_is_held_stopped_or_braked_and_whether_workers_are_there_is_told()
    {
        await using var machine = await Machine.StartAsync(redis);
        await new KnownTenants(machine.Shard).SeenAsync(["Acme-1"], Machine.Cancellation);
        await machine.Holds.HoldAsync("Acme-1", "SuperOffice: no", "SuperOffice", TimeSpan.FromMinutes(1), Machine.Cancellation);
        await machine.Holds.HoldByAsync("Acme-2", "not now", "Anna", Machine.Cancellation);
        await machine.Modes.StopWritesAsync("Acme-3", "Anna", "why", Machine.Cancellation);
        await machine.Modes.StopWritesAsync(null, "Anna", "why", Machine.Cancellation);
        await machine.Modes.LowerAsync("Acme-4", TenantMode.Propose, "brake", "why", Machine.Cancellation);

        var measured = await MeasureAsync(machine);

        Assert.Contains("tenants.held tenant=Acme-1 side=SuperOffice = 1", measured);
        Assert.Contains("tenants.held tenant=Acme-2 side=person = 1", measured);
        Assert.Equal(
            ["writes.braked tenant=Acme-4 = 1", "writes.stopped tenant=* = 1", "writes.stopped tenant=Acme-3 = 1"],
            measured.Where(line => line.StartsWith("writes", StringComparison.Ordinal)));
        Assert.Single(measured, line => line.StartsWith("workers.silence = ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_that_nobody_takes_is_overdue_unless_it_is_not_to_be_taken()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        await machine.MakeDueAsync(AccountKey.OfContact(Machine.Tenant, 7));
        var since = await machine.NowAsync() - 60_000;
        await machine.Redis.SortedSetAddAsync($"{Machine.Prefix}due:{Machine.Tenant}", "c7", since);

        Assert.InRange(await OverdueAsync(machine), 60, 3600);
        await machine.Holds.HoldByAsync(Machine.Tenant, "not now", "Anna", Machine.Cancellation);
        Assert.Equal(0, await OverdueAsync(machine));
    }

    [Fact]
    public async Task Events_that_nobody_decides_are_overdue()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = Machine.Event();
        await machine.Intake.AcceptAsync([job], Machine.Cancellation);
        await machine.Redis.HashSetAsync($"{Machine.Prefix}job:{job.JobId}", "receivedAt", await machine.NowAsync() - 90_000);

        Assert.InRange(await OverdueAsync(machine), 90, 3600);
    }

    [Fact]
    public async Task Where_nobody_reads_the_metrics_Redis_is_not_asked()
    {
        await using var machine = await Machine.StartAsync(redis);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var commands = await CommandsAsync(machine);

        await new OverviewWatch(machine.Shard, machine.Audit, machine.Spend, services.GetRequiredService<IMeterFactory>()).LookAsync(Machine.Cancellation);

        Assert.Equal(commands, await CommandsAsync(machine));
    }

    private static async Task<double> OverdueAsync(Machine machine) => double.Parse(
        Assert.Single(await MeasureAsync(machine), line => line.StartsWith("jobs.overdue", StringComparison.Ordinal)).Split(" = ")[1],
        CultureInfo.InvariantCulture);

    private static Task<long> CommandsAsync(Machine machine) => Task.FromResult(machine.Connection.OperationCount);

    private static async Task<IReadOnlyList<string>> MeasureAsync(Machine machine)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var measured = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        await new OverviewWatch(machine.Shard, machine.Audit, machine.Spend, meters).LookAsync(Machine.Cancellation);
        listener.RecordObservableInstruments();
        return [.. measured.Order(StringComparer.Ordinal)];

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => measured.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{instrument.Name["connector.".Length..]}{string.Concat(tags.ToArray().Select(tag => $" {tag.Key}={tag.Value}"))} = {value}"));
    }
}
