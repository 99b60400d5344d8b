using System.Text;
using Connector.Jobs.Bulk;
using Connector.Jobs.Ledger;
using Connector.Jobs.Memory;
using Connector.Jobs.Operations;
using Connector.Jobs.Undo;
using Connector.Testing;
using Connector.Worker.Bulk;
using Connector.Worker.Passes;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Limits;

/// <summary>What is asked for about many records at once: counted by a dry run, then done, each record as a job.</summary>
[Collection(Serial.Name)]
public sealed class BulkTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Summary = "SuperOffice:84";
    private const string Opener = "SuperOffice:85";

    [Fact]
    public async Task Adoption_IsCounted_ThenDone_OnceHoweverOftenItIsAsked()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        World.Intake = null;
        var (filled, alsoFilled, other) = (await FilledAsync("Alt AG"), await FilledAsync("Uralt AG"), await FilledAsync("Fremd AG"));
        await using var worker = await StartAsync(World.NextRedis());
        World.Intake = null;
        var bulks = worker.Services.GetRequiredService<BulkRequests>();

        var looked = await EndedAsync(
            worker, await bulks.LookAsync(WorkerHost.Tenant, new BulkWish(new AdoptionFilter([filled, alsoFilled], [], [], All: false), null), "ANNA", Cancellation));
        Assert.Equal((2, 4, 2), (looked.Counts["contacts"], looked.Counts["wouldAdopt"], looked.Counts["empty"]));
        Assert.False(looked.Counts.ContainsKey("jobs"));
        Assert.Empty((await LedgerAsync(worker, filled)).Written);

        var asked = await bulks.RunAsync(WorkerHost.Tenant, looked.Id, "ANNA", Cancellation);
        var again = await bulks.RunAsync(WorkerHost.Tenant, looked.Id, "BERT", Cancellation);
        Assert.Equal((BulkVerdict.Asked, asked.Request!.Id), (again.Verdict, again.Request!.Id));
        var done = await EndedAsync(worker, asked.Request);
        Assert.Equal(2, done.Counts["jobs"]);
        await worker.AllEndedAsync(atLeast: 4);
        Assert.Equal("The predecessor's words.", (await LedgerAsync(worker, filled)).Written[Summary]);
        Assert.Equal("The predecessor's words.", (await LedgerAsync(worker, alsoFilled)).Written[Summary]);
        Assert.Empty((await LedgerAsync(worker, other)).Written);

        var deed = Assert.Single(await worker.Services.GetRequiredService<OperationLog>().ListAsync(10, null, Cancellation));
        Assert.Equal(("ANNA", "adopt", WorkerHost.Tenant), (deed.By, deed.What, deed.Target));
        Assert.Contains("4 fields, 2 records", deed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PassWhoseTimeIsOver_HandsOver_AndTheNextGoesOnFromThere()
    {
        World.Intake = null;
        int[] filled = [await FilledAsync("Erste AG"), await FilledAsync("Zweite AG"), await FilledAsync("Dritte AG")];
        await using var worker = await WorkerHost.StartAsync(
            World,
            services =>
            {
                HandPass.TakeNoPasses(services);
                services.AddSingleton(own => Options.Create(NoTime(own.GetRequiredService<IOptionsMonitor<WorkerOptions>>().CurrentValue)));
            });
        World.Intake = null;
        var bulk = await worker.Services.GetRequiredService<BulkRequests>()
            .LookAsync(WorkerHost.Tenant, new BulkWish(new AdoptionFilter(filled, [], [], All: false), null), "ANNA", Cancellation);
        await using var pass = await HandPass.TakeAsync(worker);

        var results = new List<EntityResult>();
        while (results is not [.., EntityResult.Finished])
        {
            results.Add(await worker.Services.GetRequiredService<BulkWork>().RunAsync(pass.Scope, pass.Scope.Pass.Jobs[0], Cancellation));
        }

        Assert.Equal(3, results.Count(r => r is EntityResult.Released));
        Assert.Equal(3, (await EndedAsync(worker, bulk)).Counts["contacts"]);
    }

    [Fact]
    public async Task WhileRedisFillsUp_ItWaits_AndGoesOnLater()
    {
        World.Intake = null;
        int[] filled = [await FilledAsync("Voll AG"), await FilledAsync("Randvoll AG")];
        var redis = World.NextRedis();
        BulkRequest bulk;
        await using (var full = await WorkerHost.StartAsync(World, redis, settings: [("Jobs:MemoryLimit", "1000000"), ("Jobs:WatchEvery", "00:00:00.100")]))
        {
            World.Intake = null;
            await Eventually.ValueAsync(
                () => Task.FromResult(full.Services.GetRequiredService<MemoryWatch>().Pressure), p => p >= MemoryPressure.Trim, cancellationToken: Cancellation);
            bulk = await full.Services.GetRequiredService<BulkRequests>()
                .LookAsync(WorkerHost.Tenant, new BulkWish(new AdoptionFilter(filled, [], [], All: false), null), "ANNA", Cancellation);

            await Eventually.TrueAsync(
                async () => await full.Runs.FindJobAsync(bulk.Id, Cancellation) is { RunId: { } run }
                    && (await full.Runs.FindAsync(run, Cancellation))!.Timeline.Any(e => e.Text.StartsWith("yielded: Redis is filling up", StringComparison.Ordinal)),
                cancellationToken: Cancellation);
            Assert.Empty((await full.Services.GetRequiredService<BulkRequests>().FindAsync(WorkerHost.Tenant, bulk.Id, Cancellation))!.Counts);
        }

        await using var roomy = await WorkerHost.StartAsync(World, redis);
        World.Intake = null;
        Assert.Equal(2, (await EndedAsync(roomy, bulk)).Counts["contacts"]);
    }

    [Fact]
    public async Task Undo_ByTheJournal_ShowsConflicts_AndGivesBackWhatNobodyChanged_AlthoughRedisForgotItAll()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var redis = World.NextRedis();
        await using var worker = await StartAsync(redis);
        var (contact, _) = await Crm.CreateAsync("Vergessen AG");
        await worker.AllEndedAsync(atLeast: 1);
        Assert.Equal("Vergessen AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));
        World.Intake = null;
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Opener] = "A human's words." } });
        await worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase()
            .KeyDeleteAsync([$"connector:{{0}}:writes:{WorkerHost.Tenant}", $"connector:{{0}}:ledger:{WorkerHost.Tenant}:contact:{contact}"]);
        var bulks = worker.Services.GetRequiredService<BulkRequests>();
        var selection = new UndoSelection { From = DateTimeOffset.UnixEpoch };

        var remembered = await EndedAsync(worker, await bulks.LookAsync(WorkerHost.Tenant, new BulkWish(null, selection), "ANNA", Cancellation));
        Assert.False(remembered.Counts.ContainsKey("writes"));
        var looked = await EndedAsync(worker, await bulks.LookAsync(WorkerHost.Tenant, new BulkWish(null, selection, FromSnapshots: true), "ANNA", Cancellation));
        Assert.Equal((1, 1, 1), (looked.Counts["writes"], looked.Counts["records"], looked.Counts["changedSince"]));
        Assert.Equal(4, looked.Counts["wouldRestore"]);
        Assert.Equal("Vergessen AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));

        var done = await EndedAsync(worker, (await bulks.RunAsync(WorkerHost.Tenant, looked.Id, "ANNA", Cancellation)).Request!);
        Assert.Equal(1, done.Counts["jobs"]);
        await Eventually.TrueAsync(async () => (await worker.ReportsAsync($"contact:{contact}")).Any(r => r.Reason == "undone"), cancellationToken: Cancellation);
        Assert.Equal(("", "A human's words."), (await Crm.ContactFieldAsync(contact, Summary), await Crm.ContactFieldAsync(contact, Opener)));
    }

    [Fact]
    public async Task DryRunThatHasNotEnded_OrThatNobodyKnows_IsNotDone()
    {
        await using var worker = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses);
        var bulks = worker.Services.GetRequiredService<BulkRequests>();
        var waiting = await bulks.LookAsync(WorkerHost.Tenant, new BulkWish(new AdoptionFilter([], [], [], All: true), null), "ANNA", Cancellation);

        Assert.Equal(BulkVerdict.Open, (await bulks.RunAsync(WorkerHost.Tenant, waiting.Id, "ANNA", Cancellation)).Verdict);
        Assert.Equal(BulkVerdict.Unknown, (await bulks.RunAsync(WorkerHost.Tenant, "nobody", "ANNA", Cancellation)).Verdict);
        await Assert.ThrowsAsync<ArgumentException>(
            () => bulks.LookAsync(WorkerHost.Tenant, new BulkWish(new AdoptionFilter([], [], [], All: false), null), "ANNA", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => bulks.LookAsync(WorkerHost.Tenant, new BulkWish(null, new UndoSelection()), "ANNA", Cancellation));
    }

    [Fact]
    public async Task ErasedRecord_IsNotInTheJournal_AndTheReceiptCountsItsEntries()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var worker = await StartAsync(World.NextRedis());
        var (contact, _) = await Crm.CreateAsync("Getilgt AG");
        await worker.AllEndedAsync(atLeast: 1);
        Assert.Contains("Getilgt AG moves goods.", Written(), StringComparison.Ordinal);
        World.Intake = null;

        var erase = new Jobs.Queue.JobRequest
        {
            Tenant = WorkerHost.Tenant,
            Account = $"c{contact}",
            Entity = Jobs.Accounts.EntityKey.Contact(contact),
            Kind = Jobs.Queue.RequestKind.Erase,
            By = "ANNA",
        };
        await worker.EndOfAsync((await worker.Services.GetRequiredService<Jobs.Queue.JobRequests>().SubmitAsync(erase, Cancellation)).JobId);

        Assert.DoesNotContain("Getilgt AG", Written(), StringComparison.Ordinal);
        var receipt = Assert.Single(await worker.Services.GetRequiredService<Jobs.Erasing.Erasures>().ListAsync(10, Cancellation));
        Assert.Equal((1, "ANNA"), (receipt.SnapshotLines, receipt.By));
    }

    private Task<WorkerHost> StartAsync(string redis, params (string, string)[] settings) =>
        WorkerHost.StartAsync(World, redis, settings: [("Worker:SnapshotDirectory", Folder), .. settings]);

    private static WorkerOptions NoTime(WorkerOptions options)
    {
        options.WorkPerPass = TimeSpan.Zero;
        return options;
    }

    private string Written() => string.Concat(Directory.GetFiles(Folder, "*.journal.db*").Select(path =>
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.Latin1);
        return file.ReadToEnd();
    }));

    private async Task<int> FilledAsync(string name)
    {
        var (contact, _) = await Crm.CreateAsync(name);
        await Crm.EditContactAsync(
            contact, new { fields = new Dictionary<string, string> { ["SuperOffice:83"] = "Retail", [Summary] = "The predecessor's words." } });
        return contact;
    }

    private static async Task<BulkRequest> EndedAsync(WorkerHost worker, BulkRequest bulk) => (await Eventually.ValueAsync(
        () => worker.Services.GetRequiredService<BulkRequests>().FindAsync(WorkerHost.Tenant, bulk.Id, Cancellation),
        b => b is { State: BulkState.Done },
        cancellationToken: Cancellation))!;

    private static Task<LedgerEntry> LedgerAsync(WorkerHost worker, int contact) =>
        worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, Jobs.Accounts.EntityKey.Contact(contact), Cancellation);
}
