using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Erasing;
using Connector.Jobs.Journal;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Limits;

/// <summary>Workers on two machines, each with a directory of its own: what concerns journals is done in both, or it is not over.</summary>
[Collection(ThirdWorld.Name)]
public sealed class TwoMachinesTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Summary = "SuperOffice:84";

    private string Here => Path.Combine(Folder, "here");

    private string There => Path.Combine(Folder, "there");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatOneErases_IsErasedFromTheJournalOfTheOther_AsSoonAsItIsBack(bool byTheCrm)
    {
        var redis = World.NextRedis();
        var contact = await WrittenThereAsync(redis, "Getilgt AG");
        Assert.Contains("Getilgt AG moves goods.", Bytes(There), StringComparison.Ordinal);
        await using var here = await StartAsync(redis, Here);
        World.Intake = null;

        await here.EndOfAsync(byTheCrm ? await DeletedAsync(here, contact) : await EraseAsync(here, contact));

        var receipt = await ReceiptAsync(here);
        Assert.Equal(JournalIdentity.Find(There), Assert.Single(receipt.Missing).Id);
        Assert.Contains("Getilgt AG moves goods.", Bytes(There), StringComparison.Ordinal);

        await using var there = await StartAsync(redis, There);
        await Eventually.TrueAsync(async () => (await ReceiptAsync(here)).Missing.Count == 0, cancellationToken: Cancellation);
        Assert.DoesNotContain("Getilgt AG", Bytes(There), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatOneErases_IsErasedFromTheJournalOfAnotherThatRuns_WithoutBeingWaitedFor()
    {
        var redis = World.NextRedis();
        var contact = await WrittenThereAsync(redis, "Getilgt AG");
        await using var there = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses, redis, settings: ("Worker:SnapshotDirectory", There));
        await using var here = await StartAsync(redis, Here);
        World.Intake = null;

        await here.EndOfAsync(await EraseAsync(here, contact));

        await Eventually.TrueAsync(async () => (await ReceiptAsync(here)).Missing.Count == 0, cancellationToken: Cancellation);
        Assert.DoesNotContain("Getilgt AG", Bytes(There), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUndo_GivesBackWhatTheOtherWrote_AndWithoutItNothing_ButSaysWhose()
    {
        var redis = World.NextRedis();
        var contact = await WrittenThereAsync(redis, "Drüben AG");
        await using var here = await StartAsync(redis, Here);
        World.Intake = null;
        var all = new Selection { From = "2020-01-01", FromSnapshots = true };
        await GoneAsync(here, There);

        var refused = await here.Operations().PreviewAsync(WorkerHost.Tenant, OperationKind.Undo, all, "ANNA", Cancellation);
        Assert.Equal(("dead", "no_snapshots"), await here.EndOfAsync(refused.Id));
        Assert.Equal(OperationState.Failed, (await here.Operations().FindAsync(WorkerHost.Tenant, refused.Id, Cancellation))!.State);
        var dead = Assert.Single(await here.Services.GetRequiredService<DeadLetters>().ListAsync(null, 0, 10, Cancellation));
        Assert.Contains("The journal of machine-2", dead.Error, StringComparison.Ordinal);
        Assert.Contains($"connector journals forget {JournalIdentity.Find(There)}", dead.Error, StringComparison.Ordinal);

        await using var there = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses, redis, settings: ("Worker:SnapshotDirectory", There));
        World.Intake = null;
        await Eventually.TrueAsync(async () => (await DirectoriesAsync(here)).All(one => one.IsLive), cancellationToken: Cancellation);
        var looked = await here.PreviewAsync(OperationKind.Undo, all);
        Assert.Equal((1, 1), (looked.Counts["writes"], looked.Counts["records"]));
        await here.RunAsync(looked, "wrong");
        await Eventually.TrueAsync(async () => await Crm.ContactFieldAsync(contact, Summary) == "", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task AForgottenDirectoryThatComesBack_ErasesWhatItMissed_BeforeItAnswersOrWrites()
    {
        var redis = World.NextRedis();
        var contact = await WrittenThereAsync(redis, "Getilgt AG");
        await using var here = await StartAsync(redis, Here);
        World.Intake = null;
        await GoneAsync(here, There);
        var directories = here.Services.GetRequiredService<JournalDirectories>();
        Assert.Equal(ForgetVerdict.Forgotten, await directories.ForgetAsync(JournalIdentity.Find(There)!, "ANNA", "the disk burnt", Cancellation));
        await here.EndOfAsync(await EraseAsync(here, contact));
        Assert.Empty((await ReceiptAsync(here)).Missing);

        await using var there = await StartAsync(redis, There);
        await there.Services.GetRequiredService<Connector.Worker.Limits.JournalKeeper>().BegunAsync(Cancellation);

        Assert.DoesNotContain("Getilgt AG", Bytes(There), StringComparison.Ordinal);
        Assert.All(await DirectoriesAsync(here), one => Assert.True(one is { Counts: true, Due: 0 }));
    }

    [Fact]
    public async Task ACopyOfADirectoryThatIsInUse_IsNotWrittenInto_AndTheTenantIsHeldWithTheReason()
    {
        var redis = World.NextRedis();
        await WrittenThereAsync(redis, "Vorlage AG");
        Directory.CreateDirectory(Here);
        foreach (var file in Directory.GetFiles(There).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(Here, Path.GetFileName(file)));
        }

        await using var there = await WorkerHost.StartAsync(World, HandPass.TakeNoPasses, redis, settings: ("Worker:SnapshotDirectory", There));
        await there.Services.GetRequiredService<Connector.Worker.Limits.JournalKeeper>().BegunAsync(Cancellation);
        await using var here = await StartAsync(redis, Here);
        var (contact, _) = await Crm.CreateAsync("Abschrift AG");

        var hold = await Eventually.ValueAsync(
            async () => (await here.Services.GetRequiredService<Holds>().ListAsync(Cancellation)).Select(held => held.Reason).SingleOrDefault(),
            reason => reason is not null, cancellationToken: Cancellation);
        Assert.Contains(Here, hold, StringComparison.Ordinal);
        Assert.Contains("one is a copy of the other", hold, StringComparison.Ordinal);
        Assert.Equal("", await Crm.ContactFieldAsync(contact, Summary));
    }

    private Task<WorkerHost> StartAsync(string redis, string directory) =>
        WorkerHost.StartAsync(World, redis, settings: ("Worker:SnapshotDirectory", directory));

    /// <summary>A company that a worker of the other machine has written to, and that worker is gone.</summary>
    private async Task<int> WrittenThereAsync(string redis, string name)
    {
        await using var worker = await StartAsync(redis, There);
        var (contact, _) = await Crm.CreateAsync(name);
        await worker.AllEndedAsync(atLeast: 1);
        Assert.Equal($"{name} moves goods.", await Crm.ContactFieldAsync(contact, Summary));
        World.Intake = null;
        return contact;
    }

    /// <summary>As if no worker had used the directory for long.</summary>
    private static Task<bool> GoneAsync(WorkerHost worker, string directory) => worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase()
        .HashSetAsync("connector:{0}:journals", JournalIdentity.Find(directory), """{"host":"machine-2","seenAt":1000}""");

    private async Task<string> DeletedAsync(WorkerHost worker, int contact)
    {
        await Crm.DeleteAsync($"contacts/{contact}", forGood: true);
        return await worker.PostAsync("contact.deleted", contact, []);
    }

    private static async Task<string> EraseAsync(WorkerHost worker, int contact) => (await worker.Services.GetRequiredService<JobRequests>().SubmitAsync(
        new JobRequest { Tenant = WorkerHost.Tenant, Account = $"c{contact}", Entity = EntityKey.Contact(contact), Kind = RequestKind.Erase, By = "ANNA" }, Cancellation)).JobId;

    private static async Task<ErasureReceipt> ReceiptAsync(WorkerHost worker) =>
        Assert.Single(await worker.Services.GetRequiredService<Erasures>().ListAsync(10, Cancellation));

    private static Task<IReadOnlyList<JournalDirectory>> DirectoriesAsync(WorkerHost worker) =>
        worker.Services.GetRequiredService<JournalDirectories>().ListAsync(Cancellation);

    private static string Bytes(string directory) => string.Concat(Directory.GetFiles(directory, "*.journal.db*").Select(path =>
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.Latin1);
        return file.ReadToEnd();
    }));
}
