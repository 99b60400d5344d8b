using System.Diagnostics;
using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Undo;
using Connector.Testing;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>What large journals on two machines cost: as much as what is asked of them, in neither process more than a page, and in Redis an answer at a time.</summary>
[Collection(nameof(JournalLoad))]
public sealed class OtherJournalsLoadTests(RedisFixture redis, ITestOutputHelper output) : JournalTest
{
    private const int Mine = 10_000;
    private const long MostInRedis = 8L * 1024 * 1024;

    private static readonly int Entries = Tiers.Pick(quick: 20_000, ci: 100_000, deep: 500_000);
    private static readonly string Text = new('x', Tiers.Pick(quick: 200, ci: 200, deep: 4_200));

    [Fact]
    public async Task Undo_and_export_over_two_directories_and_erasing_hold_no_more_than_a_page_of_each()
    {
        await using var machine = await Machine.StartAsync(redis);
        await using var there = await OtherDirectory.StartAsync(machine);
        using var here = Folder.Writer();
        using var elsewhere = there.Folder.Writer();
        foreach (var (writer, half) in new[] { (here, 0), (elsewhere, 1) })
        {
            await JournalLoadTests.FillAsync(writer, Entries - Mine, fence => Entry(fence, EntityKey.Contact(1 + (fence % 20_000)), Text));
            await JournalLoadTests.FillAsync(writer, Mine / 2, fence => Entry((2 * fence) + half, EntityKey.Person(1 + (fence % 2_000)), Text) with { Batch = "b" });
            await JournalLoadTests.FillAsync(writer, Mine / 2, fence => Entry((2 * fence) + half, EntityKey.Person(1_000_000), Text));
        }

        var journals = new Journals(new JournalDirectories(machine.Shard), new JournalQuestions(machine.Shard));
        using (var all = await journals.WithOthersAsync("own", _ => Task.FromResult(JournalReading.Open(Folder.Path)), Cancellation))
        {
            var (before, inRedis) = (GC.GetTotalMemory(forceFullCollection: true), await UsedAsync(machine));
            Assert.Equal(Mine, await JournalLoadTests.FlatAsync(
                output, "undo of 10,000 writes", before, UndoPlan.OfJournalAsync(Tenant, all, new UndoSelection { Batch = "b" }, "", Cancellation), plan => plan.Plan.Writes));
            Assert.Equal(Mine, await JournalLoadTests.FlatAsync(
                output, "export of 10,000 entries", before, all.OfAsync(Tenant, [EntityKey.Person(1_000_000)], Cancellation), _ => 1));
            Assert.InRange(await UsedAsync(machine) - inRedis, long.MinValue, MostInRedis);
        }

        var (live, watch) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.StartNew());
        Assert.Equal(Mine / 2, await Folder.EraseAsync(EntityKey.Person(1_000_000)));
        Assert.Equal(Mine / 2, await there.Folder.EraseAsync(EntityKey.Person(1_000_000)));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - live, long.MinValue, JournalLoadTests.MostLive);
        output.WriteLine($"erasing of 10,000 entries: {watch.ElapsedMilliseconds} ms");
    }

    private static async Task<long> UsedAsync(Machine machine) => long.Parse(
        (await machine.Redis.ScriptEvaluateAsync("return redis.call('INFO', 'memory')", [Machine.Prefix])).ToString().Split('\n').First(line => line.StartsWith("used_memory:", StringComparison.Ordinal)).Split(':')[1].Trim(),
        System.Globalization.CultureInfo.InvariantCulture);
}
