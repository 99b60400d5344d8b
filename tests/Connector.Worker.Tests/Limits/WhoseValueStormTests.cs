using System.Collections.Concurrent;
using System.Globalization;
using Connector.Jobs.Ledger;
using Connector.SuperOffice;
using Connector.SuperOffice.Writing;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Worker.Tests.Limits;

/// <summary>
/// Whatever breaks, dies or freezes around our writes, no value that a human chose is written over: rounds of random scripts, each with a company of its
/// own. One round is repeated by <c>CONNECTOR_STORM={round}</c>, with the seed it printed by <c>CONNECTOR_STORM={round}@{seed}</c>.
/// </summary>
public sealed class WhoseValueStormTests(OutsideWorld world) : WorkerTest(world), IClassFixture<OutsideWorld>
{
    private const int AtATime = 24;
    private const int Told = 3;

    private readonly ConcurrentDictionary<int, TaskCompletionSource<StormRound>> _rounds = new();
    private WorkerHost _worker = null!;

    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { preconditions = "Both", childEditEvents = "None" });

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task ValueThatAHumanChose_IsNeverWrittenOver_WhateverHappens(bool stamp, bool honoured)
    {
        var wanted = (Environment.GetEnvironmentVariable("CONNECTOR_STORM") ?? "").Split('@');
        var seed = wanted.Length > 1 ? int.Parse(wanted[1], CultureInfo.InvariantCulture) : 20261129;
        int[] numbers = wanted[0].Length > 0
            ? [int.Parse(wanted[0], CultureInfo.InvariantCulture)]
            : [.. Enumerable.Range(0, Tiers.Pick(quick: 6, ci: 60, deep: 2500))];
        await Crm.FaultsAsync(new { preconditions = honoured ? "Both" : "None", childEditEvents = "Housekeeping" });
        World.Enricher.OnContact = async (entity, time, _) =>
        {
            var (vertical, summary) = (await RoundAsync(int.Parse(entity.Split(':')[1], CultureInfo.InvariantCulture))).Answer(time);
            return new() { Enriched = new() { Vertical = vertical, Summary = summary, Opener = "Good morning," } };
        };
        using var killer = new StormKiller();
        await using var worker = _worker = await WorkerHost.StartAsync(World, Register, settings: Settings(stamp, honoured));

        var rounds = numbers.Select(number => new StormRound(number, seed, Crm, honoured)).ToList();
        await Parallel.ForEachAsync(rounds, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (round, _) =>
        {
            try
            {
                await round.RunAsync(worker, (contact, created) => Place(contact).SetResult(created));
            }
            catch (TimeoutException late)
            {
                round.Break("never ended", late.Message);
            }
        });
        try
        {
            await worker.AllEndedAsync(rounds.Count);
        }
        catch (TimeoutException)
        {
            // The rounds tell which did not.
        }

        await Parallel.ForEachAsync(rounds, async (round, _) => await round.ConcludeAsync(worker));

        var struck = rounds.SelectMany(r => r.Struck).CountBy(f => f).OrderBy(f => f.Key);
        var summary = $"stamp {stamp}, preconditions honoured {honoured}, seed {seed}: {rounds.Count} rounds, {string.Join(", ", struck.Select(f => $"{f.Value} {f.Key}"))}, {rounds.Sum(r => r.Missed)} overwritten between read and PATCH";
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        var broken = rounds.SelectMany(r => r.Violations).GroupBy(v => v.Rule).ToList();
        Assert.True(
            broken.Count == 0,
            $"{summary}\n{string.Join("\n", broken.Select(rule => $"== {rule.Key}: {rule.Count()}\n{string.Join("\n", rule.Select((v, i) => i < Told ? $"{v.What}: {v.Round}" : $"{v.What}: round {v.Round.Number}"))}"))}");
        Assert.True(numbers.Length < 100 || struck.Count() == Enum.GetValues<StormFault>().Length - 1, "Some hazard never struck: the storm tests less than it says.");
    }

    /// <summary>The round of a company, which the worker may know before the round does.</summary>
    internal Task<StormRound> RoundAsync(int contact) => Place(contact).Task;

    /// <summary>Freezes a pass until its write has been settled by another, while a human acts.</summary>
    internal async Task FreezeAsync(StormPass pass, StormRound round, StormWrite write)
    {
        round.Note($"worker freezes: {write.Fault}");
        round.Struck.Enqueue(write.Fault);
        var ledger = _worker.Services.GetRequiredService<WriteLedger>();
        var fence = (await OpenAsync())?.Fence;
        await pass.FreezeAsync(
            async () => (await OpenAsync())?.Fence != fence,
            async () =>
            {
                round.Note("another pass has settled its write");
                await round.EditAsync(write.After);
                await (write.FrozenLong ? round.IdleAsync(_worker) : Task.CompletedTask);
                round.Note("worker goes on");
            });

        async Task<WriteIntent?> OpenAsync() => (await ledger.ReadAsync(WorkerHost.Tenant, round.Entity, CancellationToken.None)).OpenIntent;
    }

    private TaskCompletionSource<StormRound> Place(int contact) =>
        _rounds.GetOrAdd(contact, _ => new TaskCompletionSource<StormRound>(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Register(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider, StormTime>();
        services.AddSingleton<TenantWriteGate>();
        services.AddSingleton<IWriteGate>(provider => new StormGate(provider.GetRequiredService<TenantWriteGate>(), this));
        services.AddHttpClient("superoffice.api").AddHttpMessageHandler(() => new StormWire(this));
        services.Configure<LoggerFilterOptions>(log => log.MinLevel = LogLevel.None);
    }

    /// <summary>Everything is given up as early as settings may say, and nothing is held because so much goes wrong.</summary>
    private static (string Key, string Value)[] Settings(bool stamp, bool honoured) =>
    [
        ("Tenant:Contact:Stamp:ProgId", stamp ? "SuperOffice:88" : ""),
        ("SuperOffice:WritePrecondition", (honoured ? WritePrecondition.Test : WritePrecondition.None).ToString()),
        ("Jobs:Quiet", "00:00:00.010"), ("Jobs:Lease", "00:00:01.800"), ("Jobs:Heartbeat", "00:00:00.600"),
        ("SuperOffice:Timeout", "00:00:01"), ("SuperOffice:MaxConcurrentCalls", "100"), ("SuperOffice:BreakerMinimumCalls", "10000"),
        ("Worker:LeaseReserve", "00:00:00.100"), ("Worker:ReclaimEvery", "00:00:00.050"), ("Worker:LongestRetry", "00:00:00.300"),
        ("Worker:Attempts", "100"), ("Worker:Concurrency", "64"), ("Tenant:Brake:Troubles", "1000"),
        ("Tenant:WriteBudget:AccountsPerHour", "100000"), ("Tenant:WriteBudget:AccountsPerDay", "100000"),
        ("Tenant:Spend:CallsPerDay", "100000"), ("Tenant:Spend:AmountPerDay", "100000"),
    ];
}
