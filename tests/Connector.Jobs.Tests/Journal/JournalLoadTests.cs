using System.Diagnostics;
using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Undo;
using Connector.Testing;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>Looks at the memory and the time of the whole process, so nothing else may run in it.</summary>
[CollectionDefinition(nameof(JournalLoad), DisableParallelization = true)]
public sealed class JournalLoad;

/// <summary>What a large journal costs: as much as what is asked of it, and not as much as there is.</summary>
[Collection(nameof(JournalLoad))]
public sealed class JournalLoadTests(ITestOutputHelper output) : JournalTest
{
    internal const long MostLive = 24L * 1024 * 1024;

    // In depth: 4 GiB.
    private static readonly int Entries = Tiers.Pick(quick: 20_000, ci: 100_000, deep: 1_000_000);
    private static readonly int Erasings = Tiers.Pick(quick: 20, ci: 100, deep: 100);
    private static readonly string Text = new('x', Tiers.Pick(quick: 200, ci: 200, deep: 4_200));

    [Fact]
    public async Task Undo_export_and_erasing_hold_no_more_than_a_page_and_deletions_hold_nobody()
    {
        const int Mine = 10_000;
        using var writer = Folder.Writer();
        await FillAsync(writer, Entries - Mine, fence => Entry(fence, EntityKey.Contact(1 + (fence % 20_000)), Text));
        await FillAsync(writer, Mine, fence => Entry(fence, EntityKey.Person(1 + (fence % 2_000)), Text) with { Batch = "b" });
        await FillAsync(writer, Mine, fence => Entry(fence, EntityKey.Person(1_000_000), Text));
        output.WriteLine($"{Folder.Journals.Sum(path => new FileInfo(path).Length) >> 20} MiB");

        using (var reading = JournalReading.Open(Folder.Path))
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var writes = await FlatAsync(
                output, "undo of 10,000 writes", before, UndoPlan.OfJournalAsync(Tenant, reading, new UndoSelection { Batch = "b" }, "", Cancellation), plan => plan.Plan.Writes);
            Assert.Equal(Mine, writes);
            Assert.Equal(Mine, await FlatAsync(output, "export of 10,000 entries", before, reading.OfAsync(Tenant, EntityKey.Person(1_000_000), Cancellation), _ => 1));
            var watch = Stopwatch.StartNew();
            Assert.Equal(Mine, await Folder.EraseAsync(EntityKey.Person(1_000_000)));
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostLive);
            output.WriteLine($"erasing of 10,000 entries: {watch.ElapsedMilliseconds} ms");
        }

        var alone = await AppendAsync(writer, Task.Delay(Tiers.Pick(200, 500, 5000), Cancellation));
        var erasing = Task.Run(
            async () =>
            {
                for (var person = 1; person <= Erasings; person++)
                {
                    Assert.Equal(5, await Folder.EraseAsync(EntityKey.Person(person)));
                }
            },
            Cancellation);
        var beside = await AppendAsync(writer, erasing);
        await erasing;
        output.WriteLine($"an entry: {Said(alone)}; beside {Erasings} erasings: {Said(beside)}");
        if (Tiers.Current == Tier.Deep)
        {
            // Elsewhere it would be a matter of what else the machine does.
            Assert.InRange(beside[beside.Count / 2], TimeSpan.Zero, TimeSpan.FromMilliseconds(2) + (2 * alone[alone.Count / 2]));
        }
    }

    internal static async Task FillAsync(JournalWriter writer, int entries, Func<int, JournalEntry> entry)
    {
        foreach (var batch in Enumerable.Range(1, entries).Chunk(1000))
        {
            await writer.ImportAsync(Tenant, [.. batch.Select(entry)], "filled", batch[^1], Cancellation);
        }
    }

    /// <summary>Reads all of it, and looks now and then how much is alive.</summary>
    internal static async Task<int> FlatAsync<T>(ITestOutputHelper output, string what, long before, IAsyncEnumerable<T> read, Func<T, int> count)
    {
        var (watch, seen, total, most) = (Stopwatch.StartNew(), 0, 0, 0L);
        await foreach (var one in read)
        {
            total += count(one);
            if (++seen % 500 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        output.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms, {most >> 10} KiB more alive at most");
        Assert.InRange(most, 0, MostLive);
        return total;
    }

    /// <summary>Appends, one after the other, until something else has ended.</summary>
    private static async Task<List<TimeSpan>> AppendAsync(JournalWriter writer, Task until)
    {
        var times = new List<TimeSpan>();
        do
        {
            var start = Stopwatch.GetTimestamp();
            await writer.AppendAsync(Tenant, Entry(times.Count, EntityKey.Contact(30_000)), Cancellation);
            times.Add(Stopwatch.GetElapsedTime(start));
        }
        while (!until.IsCompleted);

        times.Sort();
        return times;
    }

    private static string Said(List<TimeSpan> times) =>
        $"{times.Count} times, half within {times[times.Count / 2].TotalMilliseconds:0.0} ms, 99 % within {times[times.Count * 99 / 100].TotalMilliseconds:0.0} ms, all within {times[^1].TotalMilliseconds:0.0} ms";
}
