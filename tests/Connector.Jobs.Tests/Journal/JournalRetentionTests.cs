using Connector.Jobs.Journal;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>What is too old goes, and the disk is given back; nothing else does, and nobody has to do anything.</summary>
public sealed class JournalRetentionTests : JournalTest
{
    private const long Most = 16 * 1024 * 1024;

    [Fact]
    public async Task Entries_that_are_too_old_are_gone_from_all_files_and_the_others_stay()
    {
        using var writer = Folder.Writer();
        using (var gone = Folder.Writer())
        {
            foreach (var journal in Enumerable.Range(1, 2500).GroupBy(fence => fence % 2 == 0 ? writer : gone))
            {
                await AppendAsync(journal.Key, journal, fence => Entry(fence, fence % 3 == 0 ? Person : Other, $"MARK{fence:0000}."));
            }
        }

        await writer.AppendAsync("Cust2", Entry(7), Cancellation);

        Assert.Equal(2000, await CleanAsync(writer, before: 2000));
        Assert.Equal(0, await CleanAsync(writer, before: 2000));

        var bytes = Folder.Bytes();
        Assert.All(Enumerable.Range(1, 1999), fence => Assert.DoesNotContain($"MARK{fence:0000}.", bytes, StringComparison.Ordinal));
        Assert.All(Enumerable.Range(2000, 501), fence => Assert.Contains($"MARK{fence:0000}.", bytes, StringComparison.Ordinal));
        var left = (await Folder.ReadAsync(Person)).Concat(await Folder.ReadAsync(Other)).Select(entry => entry.Fence).Order();
        Assert.Equal(Enumerable.Range(2000, 501).Select(fence => (long)fence), left);
        Assert.Empty(await Folder.ReadAsync(Person, "Cust2"));
    }

    /// <summary>Files never shrink: a process goes on with a fresh one, and those without entries are deleted.</summary>
    [Theory]
    [InlineData("too old")]
    [InlineData("erased")]
    public async Task A_full_directory_takes_entries_again_once_what_it_held_is_gone(string how)
    {
        using var writer = Folder.Writer(Most);
        using var other = Folder.Writer(Most);
        await other.AppendAsync(Tenant, Entry(1), Cancellation);
        var text = new string('x', 100_000);
        var stored = 1;
        await Assert.ThrowsAsync<JournalFailedException>(async () =>
        {
            for (; stored < 1000; stored++)
            {
                await writer.AppendAsync(Tenant, Entry(stored + 1, Other, text), Cancellation);
            }
        });
        Assert.InRange(stored, 100, 170);
        Assert.InRange(Folder.Journals.Length, 8, 32);
        Assert.Equal(stored - 1, (await Folder.ReadAsync(Other)).Count);

        if (how == "erased")
        {
            await Folder.EraseAsync(Other);
        }

        await CleanAsync(writer, how == "erased" ? 0 : 100_000);

        Assert.InRange(Folder.Journals.Sum(path => new FileInfo(path).Length), 0, Most / 8);
        for (var again = 0; again < 50; again++)
        {
            await writer.AppendAsync(Tenant, Entry(200_000 + again, Other, text), Cancellation);
        }

        Assert.Equal(50, (await Folder.ReadAsync(Other)).Count);
        await other.AppendAsync(Tenant, Entry(300_000), Cancellation);
        Assert.Contains(await Folder.ReadAsync(Person), entry => entry.Fence == 300_000);
    }

    [Fact]
    public async Task A_process_gives_its_own_file_up_once_nothing_but_zeros_is_in_it()
    {
        using var writer = Folder.Writer();
        await AppendAsync(writer, Enumerable.Range(1, 5), fence => Entry(fence, Other, new string('x', 100_000)));
        await Folder.EraseAsync(Other);

        await CleanAsync(writer, before: 0);
        Assert.Empty(Folder.Journals);

        await writer.AppendAsync(Tenant, Entry(6), Cancellation);
        await CleanAsync(writer, before: 0);
        Assert.Equal(6, Assert.Single(await Folder.ReadAsync(Person)).Fence);
    }

    [Fact]
    public async Task Neither_readers_nor_writers_nor_erasures_are_disturbed_by_files_that_go()
    {
        using var writer = Folder.Writer(Most);
        await AppendAsync(writer, Enumerable.Range(1, 1500), fence => Entry(fence, Other, new string('x', 1000)));
        using var reading = JournalReading.Open(Folder.Path);
        await using var entries = reading.OfAsync(Tenant, Other, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await entries.MoveNextAsync());

        var writing = AppendAsync(writer, Enumerable.Range(10_000, 300), fence => Entry(fence));
        var erasing = Task.Run(async () => await Task.WhenAll(Folder.EraseAsync(Other), Folder.EraseAsync(Other)));
        for (var round = 0; round < 20; round++)
        {
            await CleanAsync(writer, before: 9_999);
            _ = await Folder.ReadAsync(Person);
        }

        await Task.WhenAll(writing, erasing);
        while (await entries.MoveNextAsync())
        {
            Assert.Equal(Other.ToString(), entries.Current.Entity);
        }

        Assert.Equal(300, (await Folder.ReadAsync(Person)).Count);
    }

    [Fact]
    public async Task While_a_file_of_an_older_version_is_taken_over_what_says_how_far_stays()
    {
        using (var writer = Folder.Writer())
        {
            await writer.ImportAsync(Tenant, [Entry(1)], $"{Tenant}.1.w.1.jsonl", 1, Cancellation);
        }

        var old = Path.Combine(Folder.Path, $"{Tenant}.1.w.1.jsonl");
        await File.WriteAllTextAsync(old, "", Cancellation);
        using var next = Folder.Writer();
        Assert.Equal(1, await CleanAsync(next, before: 100));
        Assert.Single(Folder.Journals);

        File.Delete(old);
        await CleanAsync(next, before: 100);
        Assert.Empty(Folder.Journals);
    }

    private async Task<int> CleanAsync(JournalWriter writer, int before) =>
        (await JournalRetention.RunAsync(Folder.Path, writer, DateTimeOffset.UnixEpoch.AddSeconds(before), Cancellation)).Entries;
}
