using System.Text;
using Connector.Jobs.Ledger;
using Connector.Jobs.Memory;
using Connector.Jobs.Operations;
using Connector.Jobs.Operators;
using Connector.Testing;
using Connector.Worker.Operations;
using Connector.Worker.Passes;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Limits;

/// <summary>What a worker walks: counted by a preview, then done, each record as a job.</summary>
[Collection(Serial.Name)]
public sealed class OperationTests(OutsideWorld world) : WorkerTest(world)
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

        var looked = await worker.PreviewAsync(OperationKind.Adopt, Contacts(filled, alsoFilled));
        Assert.Equal((2, 4, 2), (looked.Counts["contacts"], looked.Counts["wouldAdopt"], looked.Counts["empty"]));
        Assert.Equal((2, "contact:" + filled, "The predecessor's words."), (looked.Counts["toDo"], looked.Items[0].Entity, looked.Items[0].Fields.Single(f => f.ProgId == Summary).Old));
        Assert.Empty((await LedgerAsync(worker, filled)).Written);

        var asked = await worker.Operations().RunAsync(WorkerHost.Tenant, OperationKind.Adopt, looked.Id, "ANNA", "", Cancellation);
        var again = await worker.Operations().RunAsync(WorkerHost.Tenant, OperationKind.Adopt, looked.Id, "BERT", "", Cancellation);
        Assert.Equal((RunVerdict.Run, asked.Run!.Id), (again.Verdict, again.Run!.Id));
        var done = await worker.EndedAsync(asked.Run);
        Assert.Equal(2, done.Counts["done"]);
        await worker.AllEndedAsync(atLeast: 4);
        Assert.Equal("The predecessor's words.", (await LedgerAsync(worker, filled)).Written[Summary]);
        Assert.Equal("The predecessor's words.", (await LedgerAsync(worker, alsoFilled)).Written[Summary]);
        Assert.Empty((await LedgerAsync(worker, other)).Written);

        var entry = Assert.Single(await worker.Services.GetRequiredService<OperationLog>().ListAsync(10, null, Cancellation));
        Assert.Equal(("ANNA", "adopt", WorkerHost.Tenant, done.Id), (entry.By, entry.What, entry.Target, entry.Batch));
        Assert.Contains("2 records", entry.Detail, StringComparison.Ordinal);
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
        var asked = await worker.Operations().PreviewAsync(WorkerHost.Tenant, OperationKind.Adopt, Contacts(filled), "ANNA", Cancellation);
        await using var pass = await HandPass.TakeAsync(worker);

        var results = new List<EntityResult>();
        while (results is not [.., EntityResult.Finished])
        {
            results.Add(await worker.Services.GetRequiredService<OperationWork>().RunAsync(pass.Scope, pass.Scope.Pass.Jobs[0], Cancellation));
        }

        Assert.Equal(3, results.Count(r => r is EntityResult.Released));
        Assert.Equal(3, (await worker.EndedAsync(asked)).Counts["contacts"]);
    }

    [Fact]
    public async Task WhileRedisFillsUp_ItWaits_AndGoesOnLater()
    {
        World.Intake = null;
        int[] filled = [await FilledAsync("Voll AG"), await FilledAsync("Randvoll AG")];
        var redis = World.NextRedis();
        Operation asked;
        await using (var full = await WorkerHost.StartAsync(World, redis, settings: [("Jobs:MemoryLimit", "1000000"), ("Jobs:WatchEvery", "00:00:00.100")]))
        {
            World.Intake = null;
            await Eventually.ValueAsync(
                () => Task.FromResult(full.Services.GetRequiredService<MemoryWatch>().Pressure), p => p >= MemoryPressure.Trim, cancellationToken: Cancellation);
            asked = await full.Operations().PreviewAsync(WorkerHost.Tenant, OperationKind.Adopt, Contacts(filled), "ANNA", Cancellation);

            await Eventually.TrueAsync(
                async () => await full.Runs.FindJobAsync(asked.Id, Cancellation) is { RunId: { } run }
                    && (await full.Runs.FindAsync(run, Cancellation))!.Timeline.Any(e => e.Text.StartsWith("yielded: Redis is filling up", StringComparison.Ordinal)),
                cancellationToken: Cancellation);
            Assert.Empty((await full.Operations().FindAsync(WorkerHost.Tenant, asked.Id, Cancellation))!.Counts);
        }

        await using var roomy = await WorkerHost.StartAsync(World, redis);
        World.Intake = null;
        Assert.Equal(2, (await roomy.EndedAsync(asked)).Counts["contacts"]);
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
        var selection = new Selection { From = "2020-01-01" };

        var remembered = await worker.PreviewAsync(OperationKind.Undo, selection);
        Assert.False(remembered.Counts.ContainsKey("writes"));
        var looked = await worker.PreviewAsync(OperationKind.Undo, selection with { FromSnapshots = true });
        Assert.Equal("opener: somebody changed it since we wrote", Assert.Single(looked.Items).Conflict);
        Assert.Equal((1, 1, 1), (looked.Counts["writes"], looked.Counts["records"], looked.Counts["changedSince"]));
        Assert.Equal(4, looked.Counts["wouldRestore"]);
        Assert.Equal("Vergessen AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));

        var done = await worker.RunAsync(looked, "wrong");
        Assert.Equal(1, done.Counts["done"]);
        await Eventually.TrueAsync(async () => (await worker.ReportsAsync($"contact:{contact}")).Any(r => r.Reason == "undone"), cancellationToken: Cancellation);
        Assert.Equal(("", "A human's words."), (await Crm.ContactFieldAsync(contact, Summary), await Crm.ContactFieldAsync(contact, Opener)));
    }

    [Fact]
    public async Task PreviewThatHasNotEnded_OrThatNobodyKnows_OrOfAnotherKind_IsNotRun()
    {
        await using var worker = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses);
        var waiting = await worker.Operations().PreviewAsync(WorkerHost.Tenant, OperationKind.Adopt, new Selection { All = true }, "ANNA", Cancellation);

        Assert.Equal(RunVerdict.Open, await VerdictAsync(OperationKind.Adopt, waiting.Id));
        Assert.Equal(RunVerdict.Unknown, await VerdictAsync(OperationKind.Undo, waiting.Id));
        Assert.Equal(RunVerdict.Unknown, await VerdictAsync(OperationKind.Adopt, "nobody"));
        await Assert.ThrowsAsync<ArgumentException>(() => worker.Operations().PreviewAsync(WorkerHost.Tenant, OperationKind.Undo, new Selection(), "ANNA", Cancellation));

        async Task<RunVerdict> VerdictAsync(OperationKind kind, string id) =>
            (await worker.Operations().RunAsync(WorkerHost.Tenant, kind, id, "ANNA", "", Cancellation)).Verdict;
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

    private static Selection Contacts(params int[] contacts) => new() { Entities = [.. contacts.Select(contact => $"contact:{contact}")] };

    private static Task<LedgerEntry> LedgerAsync(WorkerHost worker, int contact) =>
        worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, Jobs.Accounts.EntityKey.Contact(contact), Cancellation);
}
