using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Testing;
using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Limits;

/// <summary>What is older than the retention goes from the journals, whoever wrote it, without anybody doing anything.</summary>
[Collection(ThirdWorld.Name)]
public sealed class JournalCleaningTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task WorkerThatStarts_DeletesWhatIsTooOld_AndKeepsTheRest()
    {
        using (var gone = new JournalWriter(Folder, 1 << 20))
        {
            await gone.AppendAsync(WorkerHost.Tenant, Entry(1, TimeProvider.System.GetUtcNow().AddDays(-31)), Cancellation);
            await gone.AppendAsync(WorkerHost.Tenant, Entry(2, TimeProvider.System.GetUtcNow().AddDays(-29)), Cancellation);
        }

        await using var worker = await WorkerHost.StartAsync(
            World, redis: null, settings: [("Worker:SnapshotDirectory", Folder), ("Worker:SnapshotRetention", "30.00:00:00")]);

        await Eventually.TrueAsync(async () => (await FencesAsync()).SequenceEqual([2]), cancellationToken: Cancellation);
    }

    private async Task<IReadOnlyList<long>> FencesAsync()
    {
        using var reading = JournalReading.Open(Folder);
        return await reading.OfAsync(WorkerHost.Tenant, EntityKey.Contact(7), Cancellation).Select(entry => entry.Fence).ToListAsync(Cancellation);
    }

    private static JournalEntry Entry(long fence, DateTimeOffset at) => new()
    {
        At = at,
        Entity = "contact:7",
        Account = "c7",
        Fence = fence,
        Run = "r",
        Old = new Dictionary<string, string?>(),
        New = new Dictionary<string, string>(),
    };
}
