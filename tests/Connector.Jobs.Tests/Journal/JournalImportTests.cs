using System.Text.Json;
using Connector.Jobs.Journal;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>The JSON lines of versions before are taken over once, whatever interrupts it.</summary>
public sealed class JournalImportTests : JournalTest
{
    private const string Name = $"{Tenant}.20261128.w.1.jsonl";
    private const string Header = """{"layout":1,"tenant":"Cust1","process":"w","at":"2026-11-28T00:00:00+00:00"}""";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public JournalImportTests() => Directory.CreateDirectory(Folder.Path);

    private string File1 => Path.Combine(Folder.Path, Name);

    [Theory]
    [InlineData("whole", 3, false, "")]
    [InlineData("no line break at the end", 3, false, "")]
    [InlineData("torn", 2, true, "")]
    [InlineData("damaged", 2, false, "3")]
    [InlineData("damaged header", 3, false, "1")]
    [InlineData("header only", 0, false, "")]
    [InlineData("torn header", 0, true, "")]
    [InlineData("empty", 0, false, "")]
    public async Task A_file_is_taken_over_as_far_as_it_can_be_read(string how, int entries, bool torn, string damaged)
    {
        var text = Lines(3);
        var lines = text.Split('\n');
        await File.WriteAllTextAsync(
            File1,
            how switch
            {
                "no line break at the end" => text.TrimEnd('\n'),
                "torn" => text[..^20],
                "damaged" => string.Join('\n', [lines[0], lines[1], lines[2][..20], lines[3], ""]),
                "damaged header" => string.Join('\n', ["{\"lay", .. lines[1..]]),
                "header only" => lines[0] + "\n",
                "torn header" => lines[0][..10],
                "empty" => "",
                _ => text,
            },
            Cancellation);
        await File.WriteAllTextAsync(File1 + ".new", "what a killed rewriting left", Cancellation);
        using var writer = Folder.Writer();

        var file = Assert.Single(await Folder.ImportAsync(writer));

        Assert.Equal((Name, (long)entries, torn, damaged), (file.File, file.Entries, file.IsTorn, string.Join(',', file.Damaged)));
        Assert.Equal(entries, (await Folder.ReadAsync(Person)).Count);
        Assert.Equal(damaged.Length > 0 ? [File1 + ".damaged"] : [], Directory.GetFiles(Folder.Path, "*.jsonl*"));
        Assert.Empty(await Folder.ImportAsync(writer));
    }

    [Fact]
    public async Task Entries_are_what_the_file_says()
    {
        await File.WriteAllTextAsync(
            File1,
            Header + "\n" + """{"at":"2026-11-28T08:00:00.1234567+00:00","entity":"person:4","account":"c1","fence":7,"run":"r","kind":"undo","batch":"b","before":{"a":null,"b":"ä"},"old":{"a":null},"new":{"a":"n"}}""" + "\n",
            Cancellation);
        using var writer = Folder.Writer();
        await Folder.ImportAsync(writer);

        var entry = Assert.Single(await Folder.ReadAsync(Person));

        Assert.Equal(new DateTimeOffset(2026, 11, 28, 8, 0, 0, 123, TimeSpan.Zero), entry.At);
        Assert.Equal(("c1", 7L, "r", "undo", "b"), (entry.Account, entry.Fence, entry.Run, entry.Kind, entry.Batch));
        Assert.Equal((null, "ä", null, "n"), (entry.Before!["a"], entry.Before["b"], entry.Old["a"], entry.New["a"]));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(2500)]
    public async Task After_a_kill_at_any_commit_another_process_goes_on_and_doubles_nothing(int taken)
    {
        // A process that was killed after a commit leaves the file, and so many of its lines in its journal.
        await File.WriteAllTextAsync(File1, Lines(taken), Cancellation);
        using (var killed = Folder.Writer())
        {
            await Folder.ImportAsync(killed);
        }

        await File.WriteAllTextAsync(File1, Lines(2500), Cancellation);
        using var holder = Folder.Writer();
        holder.Open();
        using var next = Folder.Writer();
        next.Open();

        var file = Assert.Single(await Folder.ImportAsync(next));

        Assert.Equal(2, Folder.Journals.Length);
        Assert.Equal(2500, file.Entries);
        Assert.Equal(Enumerable.Range(1, 2500).Select(f => (long)f), (await Folder.ReadAsync(Person)).Select(e => e.Fence));
    }

    [Fact]
    public async Task Several_at_a_time_double_nothing()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await File.WriteAllTextAsync(Path.Combine(Folder.Path, $"{Tenant}.20261128.w.{number}.jsonl"), Lines(10), Cancellation);
        }

        using var one = Folder.Writer();
        using var other = Folder.Writer();
        var imported = await Task.WhenAll(Task.Run(() => Folder.ImportAsync(one)), Task.Run(() => Folder.ImportAsync(other)));

        Assert.Equal(5, imported.Sum(files => files.Count));
        Assert.Equal(50, (await Folder.ReadAsync(Person)).Count);
    }

    [Fact]
    public async Task A_file_of_a_newer_layout_is_named_and_left_as_it_is()
    {
        await File.WriteAllTextAsync(File1, Header.Replace("1,", "2,", StringComparison.Ordinal) + "\n", Cancellation);
        using var writer = Folder.Writer();

        var failed = await Assert.ThrowsAsync<JournalFailedException>(() => Folder.ImportAsync(writer));

        Assert.Contains(File1, failed.Message, StringComparison.Ordinal);
        Assert.Contains("it has layout 2", failed.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(File1));
    }

    private static string Lines(int entries) =>
        string.Join('\n', [Header, .. Enumerable.Range(1, entries).Select(fence => JsonSerializer.Serialize(Entry(fence, old: "o"), Web)), ""]);
}
