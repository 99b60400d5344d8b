using System.Collections.Concurrent;
using Connector.Jobs.Queue;
using Connector.Jobs.Spend;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Passes;

/// <summary>Money is spent once per question and never beyond the day's cap: real Redis, a real enricher process, a Company Explorer that counts.</summary>
[Collection(SecondWorld.Name)]
public sealed class SpendTests(OutsideWorld world, RealEnricher enricher) : WorkerTest(world)
{
    private const string Prefix = "connector:{0}:";

    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { thinkSeconds = (double?)null });

    [Fact]
    public async Task CapOfThree_EnrichesThreeOfTenCompanies_HoldsSevenVisibly_AndDoesThemOnceItIsRaised_AcrossRestarts()
    {
        await using var counting = await EnricherProcess.StartAsync(new Uri(Crm.Address, "/explorer"));
        await Crm.FaultsAsync(new { thinkSeconds = 0 });
        var redis = World.NextRedis();
        var companies = new List<int>();
        await using (var worker = await StartAsync(redis, counting.Address, calls: 3))
        {
            for (var n = 0; n < 10; n++)
            {
                companies.Add((await Crm.CreateAsync($"Sparsam {n} AG")).Contact);
            }

            var hold = await HeldAsync(worker, h => h.Reason.StartsWith("Spend: 3 of 3 analyses of ", StringComparison.Ordinal));
            await Eventually.TrueAsync(async () => await EnrichedAsync(companies) == 3, cancellationToken: Cancellation);
            Assert.Equal(WorkerHost.Tenant, hold.Tenant);
            Assert.Equal((3, 3), await CountAsync(worker));
        }

        await using (var worker = await StartAsync(redis, counting.Address, calls: 3))
        {
            // Held still: each probe finds the cap as it was.
            var before = await HeldAsync(worker, _ => true);
            await HeldAsync(worker, h => h.ProbeAt > before.ProbeAt!.Value.AddSeconds(0.5));
            Assert.Equal(3, await AnalysesAsync(companies));
            Assert.All(await worker.Runs.ListAsync(0, 100, Cancellation), run => Assert.Equal(0, run.Attempts));
        }

        await using (var worker = await StartAsync(redis, counting.Address, calls: 10))
        {
            await worker.AllEndedAsync(atLeast: 20); // ten created, ten echoes
            await Eventually.TrueAsync(
                async () => (await HoldsOf(worker).ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
            Assert.Equal(10, await EnrichedAsync(companies));
            Assert.Equal(10, await AnalysesAsync(companies));
            Assert.Equal((10, 10), await CountAsync(worker));
            Assert.Equal(0.123m, (await TodayAsync(worker)).Settled);
            Assert.All(await worker.Runs.ListAsync(0, 100, Cancellation), run => Assert.Equal(0, run.Attempts));
        }
    }

    [Fact]
    public async Task SameRelevantChangeTwice_IsOneAnalysis_AndAfterExpiryANewOne()
    {
        enricher.Reset();
        var explorer = enricher.Explorer;
        await using var worker = await StartAsync(World.NextRedis(), enricher.Process.Address, settings: ("Worker:AnswerRetention", "7.00:00:00"));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Doppelt AG");

        Assert.Equal("completed", (await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []))).Outcome);
        Assert.Equal("unchanged", (await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"]))).Outcome);
        Assert.Single(explorer.Asked);
        Assert.InRange((await AnswerAsync(worker)).TimeLeft, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));

        await ExpireAnswerAsync(worker);
        Assert.Equal("unchanged", (await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["userdef_id"]))).Outcome);
        Assert.Single(explorer.Asked); // an edit of a field, or our own echo, is no reason to spend

        Assert.Equal("unchanged", (await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"]))).Outcome);
        var asked = explorer.Asked.ToList();
        Assert.Equal(2, asked.Count);
        Assert.Equal(asked[0].Body, asked[1].Body);
        Assert.StartsWith(asked[0].Key + ":", asked[1].Key, StringComparison.Ordinal);
        Assert.Equal((2, 0.0246m), ((await TodayAsync(worker)).Calls, (await TodayAsync(worker)).Settled));

        // And that answer counts again.
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"]));
        Assert.Equal(2, explorer.Asked.Count);
    }

    [Fact]
    public async Task StillWorking_IsReservedOnce()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Spend:CallsPerDay", "1"));
        World.Enricher.OnContact = (_, time, _) => Task.FromResult(time < 3 ? ScriptedEnricher.StillProcessing(TimeSpan.FromMilliseconds(1)) : null);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Noch nicht AG");

        Assert.Equal("completed", (await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []))).Outcome);

        Assert.Equal(3, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal((1, 0.0123m, 0m), (await TodayAsync(worker)) is var today ? (today.Calls, today.Settled, today.Reserved) : default);
    }

    [Fact]
    public async Task QuestionThatIsOvertakenBeforeItsAnswer_StaysReserved_AndIsShownAsUnanswered()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Überholt AG");
        World.Enricher.OnContact = async (_, time, _) =>
        {
            if (time > 2)
            {
                return null;
            }

            if (time == 2)
            {
                await Crm.EditContactAsync(contact, new { name = "Umbenannt AG" });
            }

            throw ScriptedEnricher.Failure(StatusCode.Unavailable);
        };

        Assert.Equal("completed", (await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []))).Outcome);

        // Asked three times; twice the same, which is one analysis.
        Assert.Equal(2, World.Enricher.Keys.Distinct().Count());
        var today = await TodayAsync(worker);
        Assert.Equal((2, 0.0123m, 0.05m, 1), (today.Calls, today.Settled, today.Reserved, today.Unanswered));
    }

    [Theory]
    [InlineData(false, "NOK", 0.05)] // another currency cannot be added up
    [InlineData(true, "EUR", 0.05)] // no word about the cost
    public async Task WhatCannotBeAddedUp_CountsAsExpected(bool isSilent, string currency, decimal booked)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Spend:Currency", currency));
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Fremdgeld AG", "CFO");
        var job = isSilent
            ? await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact })
            : await worker.PostAsync("contact.created", contact, []);

        await worker.EndOfAsync(job);

        Assert.Equal((1, booked, 0m, currency), (await TodayAsync(worker)) is var today ? (today.Calls, today.Settled, today.Reserved, today.Currency) : default);
    }

    [Fact]
    public async Task CapThatIsReached_IsToldOnceADay_HoweverOftenItIsProbed()
    {
        var log = new Loud();
        await using var worker = await WorkerHost.StartAsync(
            World, services => services.AddSingleton<ILoggerProvider>(log), settings: [("Tenant:Spend:AmountPerDay", "0.06"), ("Worker:ProbeEvery", "00:00:00.100")]);
        World.Intake = null;
        var first = await worker.PostAsync("contact.created", (await Crm.CreateAsync("Erste AG")).Contact, []);
        await worker.EndOfAsync(first);
        await worker.PostAsync("contact.created", (await Crm.CreateAsync("Zweite AG")).Contact, []);

        var hold = await HeldAsync(worker, h => h.Reason.StartsWith("Spend: 0.01 of 0.06 EUR of ", StringComparison.Ordinal));
        await HeldAsync(worker, h => h.ProbeAt > hold.ProbeAt!.Value.AddSeconds(0.25));

        Assert.Single(log.Lines, l => l.Level == LogLevel.Critical);
        Assert.Contains("Tenant:Spend", log.Lines.Single(l => l.Level == LogLevel.Critical).Text, StringComparison.Ordinal);
        Assert.Single(log.Lines, l => l.Level == LogLevel.Warning && l.Text.Contains("80 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatLeavesTheCrm_IsTheAgreedMinimum_ByteForByte(bool sendOrgNr)
    {
        enricher.Reset();
        var explorer = enricher.Explorer;
        await using var worker = await StartAsync(
            World.NextRedis(), enricher.Process.Address, settings: ("Tenant:SendOrgNr", sendOrgNr ? "true" : "false"));
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Minimal & Söhne AG", "Head of \"Fleet\"");
        await Crm.EditContactAsync(contact, new { orgNr = "CHE-123" });

        await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));
        await worker.EndOfAsync(await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact }));

        var orgNr = sendOrgNr ? "\"crm_org_nr\":\"CHE-123\"," : "";
        Assert.Equal(
            [
                $$"""{"so_contact_id":{{contact}},"so_person_id":null,"crm_name":"Minimal \u0026 S\u00F6hne AG","crm_website":"www.example.test","crm_city":"Basel",{{orgNr}}"job_title":null,"force":false}""",
                $$"""{"so_contact_id":{{contact}},"so_person_id":{{person}},"crm_name":"Minimal \u0026 S\u00F6hne AG","crm_website":"www.example.test","crm_city":"Basel",{{orgNr}}"job_title":"Head of \u0022Fleet\u0022","force":false}""",
            ],
            explorer.Asked.Select(asked => asked.Body));
    }

    private Task<WorkerHost> StartAsync(string redis, Uri address, int calls = 500, params (string Key, string Value)[] settings) =>
        WorkerHost.StartAsync(
            World,
            redis,
            settings: [("Worker:Enricher", address.AbsoluteUri), ("Tenant:Spend:CallsPerDay", $"{calls}"), .. settings]);

    private static Holds HoldsOf(WorkerHost worker) => worker.Services.GetRequiredService<Holds>();

    private static async Task<Hold> HeldAsync(WorkerHost worker, Func<Hold, bool> condition) => (await Eventually.ValueAsync(
        () => HoldsOf(worker).ListAsync(Cancellation), holds => holds.Any(condition), TimeSpan.FromSeconds(20), cancellationToken: Cancellation)).Single();

    private static async Task<SpendToday> TodayAsync(WorkerHost worker) =>
        Assert.Single(await worker.Services.GetRequiredService<SpendBook>().TodayAsync(Cancellation));

    private static async Task<(int Calls, int Cap)> CountAsync(WorkerHost worker) =>
        await TodayAsync(worker) is var today ? (today.Calls, today.CallsCap) : default;

    private async Task<int> EnrichedAsync(IEnumerable<int> companies)
    {
        var enriched = 0;
        foreach (var company in companies)
        {
            enriched += (await Crm.ContactFieldAsync(company, "SuperOffice:83")).Length > 0 ? 1 : 0;
        }

        return enriched;
    }

    private async Task<long> AnalysesAsync(IEnumerable<int> companies)
    {
        var analyses = await Crm.CountersAsync("analyses");
        return companies.Sum(company => analyses.GetValueOrDefault($"contact:{company}"));
    }

    private static async Task<(RedisKey Key, TimeSpan TimeLeft)> AnswerAsync(WorkerHost worker)
    {
        var connection = worker.Services.GetRequiredService<IConnectionMultiplexer>();
        var keys = (RedisKey[])(await connection.GetDatabase().ScriptEvaluateAsync($"return redis.call('KEYS', '{Prefix}answer:*')"))!;
        var key = Assert.Single(keys);
        return (key, (await connection.GetDatabase().KeyTimeToLiveAsync(key))!.Value);
    }

    /// <summary>Lets the answer's time be over.</summary>
    private static async Task ExpireAnswerAsync(WorkerHost worker)
    {
        var database = worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await database.KeyExpireAsync((await AnswerAsync(worker)).Key, DateTime.UnixEpoch.AddSeconds(1));
    }

    private sealed class Loud : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
