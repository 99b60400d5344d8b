using Connector.Jobs.Accounts;
using Connector.Jobs.Snapshots;

namespace Connector.Jobs.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"connector-{Guid.NewGuid():N}", "snapshots");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
        }
    }

    [Fact]
    public async Task Lines_come_back_as_they_were_also_while_the_file_is_open()
    {
        using var writer = Writer();
        await writer.AppendAsync(Line(1) with { Before = new Dictionary<string, string?> { ["a"] = null, ["b"] = "ä\n\"x\"" } }, Cancellation);
        await writer.AppendAsync(Line(2), Cancellation);

        var read = await ReadAsync();

        Assert.Equal((0, 0), (read.Torn, read.Damaged.Count));
        Assert.Equal([1L, 2L], read.Lines.Select(l => l.Fence));
        Assert.Equal("ä\n\"x\"", read.Lines[0].Before!["b"]);
        Assert.Null(read.Lines[0].Before!["a"]);
        Assert.Null(read.Lines[0].Old["a"]);
        Assert.Null(read.Lines[1].Before);
        Assert.Equal("new", read.Lines[1].New["a"]);
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_off_is_tolerated_at_every_length_and_no_other_is_lost()
    {
        using (var writer = Writer())
        {
            await writer.AppendAsync(Line(1), Cancellation);
            await writer.AppendAsync(Line(2), Cancellation);
        }

        var file = Assert.Single(Directory.GetFiles(_folder, "*.jsonl"));
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        var second = Array.LastIndexOf(bytes, (byte)'\n', bytes.Length - 2) + 1;
        for (var length = second + 1; length < bytes.Length - 1; length += 7)
        {
            await File.WriteAllBytesAsync(file, bytes[..length], Cancellation);
            var read = await ReadAsync();
            Assert.Equal((1, 0), (read.Torn, read.Damaged.Count));
            Assert.Equal(1, Assert.Single(read.Lines).Fence);
        }
    }

    [Fact]
    public async Task A_damaged_line_among_others_is_named_and_the_others_are_read()
    {
        using (var writer = Writer())
        {
            await writer.AppendAsync(Line(1), Cancellation);
            await writer.AppendAsync(Line(2), Cancellation);
        }

        var file = Assert.Single(Directory.GetFiles(_folder, "*.jsonl"));
        var lines = await File.ReadAllLinesAsync(file, Cancellation);
        await File.WriteAllLinesAsync(file, [lines[0], lines[1][..20], lines[2]], Cancellation);

        var read = await ReadAsync();

        Assert.Equal([$"{Path.GetFileName(file)}:2"], read.Damaged);
        Assert.Equal(2, Assert.Single(read.Lines).Fence);
    }

    [Fact]
    public async Task A_full_file_is_followed_by_another_and_a_full_directory_takes_no_more()
    {
        using var writer = Writer(fileBytes: 300, mostBytes: 2000);
        var stored = 0;
        await Assert.ThrowsAsync<SnapshotFailedException>(async () =>
        {
            while (stored < 100)
            {
                await writer.AppendAsync(Line(stored + 1), Cancellation);
                stored++;
            }
        });

        Assert.InRange(stored, 4, 20);
        Assert.True(Directory.GetFiles(_folder, "*.jsonl").Length > 1);
        Assert.Equal(Enumerable.Range(1, stored).Select(i => (long)i), (await ReadAsync()).Lines.Select(l => l.Fence));
    }

    [Fact]
    public async Task Only_the_service_s_user_may_read_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        using var writer = Writer();
        await writer.AppendAsync(Line(1), Cancellation);

#pragma warning disable CA1416 // Skipped there.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(_folder, "*.jsonl"))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task Another_tenant_s_lines_are_not_read()
    {
        using var mine = Writer();
        using var others = new SnapshotWriter(_folder, "Cust2", "p", 1000, 100000, TimeProvider.System);
        await mine.AppendAsync(Line(1), Cancellation);
        await others.AppendAsync(Line(2), Cancellation);

        Assert.Equal(1, Assert.Single((await ReadAsync()).Lines).Fence);
    }

    [Fact]
    public async Task An_erased_entity_has_no_line_in_any_file_a_torn_one_neither_and_the_others_keep_theirs()
    {
        using (var writer = Writer(fileBytes: 300))
        {
            foreach (var fence in Enumerable.Range(1, 6))
            {
                await writer.AppendAsync(Line(fence) with { Entity = fence % 2 == 0 ? "person:4" : "person:41" }, Cancellation);
            }
        }

        var last = Directory.GetFiles(_folder, "*.jsonl").Order(StringComparer.Ordinal).Last();
        await File.AppendAllTextAsync(last, "{\"at\":\"2026-11-25T08:00:00+00:00\",\"entity\":\"person:4\",\"old\":{\"a\":\"secr", Cancellation);
        await File.WriteAllTextAsync(last + ".new", "what a killed rewriting left", Cancellation);

        Assert.Equal(4, await SnapshotErasing.EraseAsync(_folder, "Cust1", EntityKey.Person(4), Cancellation));
        Assert.Equal(0, await SnapshotErasing.EraseAsync(_folder, "Cust1", EntityKey.Person(4), Cancellation));

        var read = await ReadAsync();
        Assert.Equal([1L, 3L, 5L], read.Lines.Select(l => l.Fence));
        Assert.Equal((0, 0), (read.Torn, read.Damaged.Count));
        Assert.DoesNotContain(Directory.GetFiles(_folder), f => f.EndsWith(".new", StringComparison.Ordinal));
        Assert.All(Directory.GetFiles(_folder), f => Assert.DoesNotContain("person:4\"", File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_appends_between_others_erasures_loses_no_line()
    {
        using var mine = Writer();
        using var others = new SnapshotWriter(_folder, "Cust1", "q", 100000, 1000000, TimeProvider.System);
        var erased = 0;
        for (var fence = 1; fence <= 12; fence++)
        {
            await (fence % 2 == 0 ? mine : others).AppendAsync(Line(fence) with { Entity = fence % 3 == 0 ? "person:4" : "contact:1" }, Cancellation);
            erased += await SnapshotErasing.EraseAsync(_folder, "Cust1", EntityKey.Person(4), Cancellation);
        }

        Assert.Equal(4, erased);
        Assert.Equal([1L, 2L, 4L, 5L, 7L, 8L, 10L, 11L], (await ReadAsync()).Lines.Select(l => l.Fence));
    }

    [Fact]
    public async Task Nobody_appends_while_others_rewrite()
    {
        using var writer = Writer();
        await writer.AppendAsync(Line(1), Cancellation);
        Task append;
        await using (await SnapshotLock.ToRewriteAsync(_folder, "Cust1", Cancellation))
        {
            append = writer.AppendAsync(Line(2), Cancellation);
            Assert.Equal(1, Assert.Single((await ReadAsync()).Lines).Fence);
            Assert.False(append.IsCompleted);
        }

        await append;
        Assert.Equal([1L, 2L], (await ReadAsync()).Lines.Select(l => l.Fence));
    }

    [Fact]
    public async Task A_file_of_a_newer_layout_is_left_as_it_is()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "Cust1.20990101.p.1.jsonl");
        await File.WriteAllTextAsync(file, "{\"layout\":2,\"tenant\":\"Cust1\",\"process\":\"p\",\"at\":\"2099-01-01T00:00:00+00:00\"}\n", Cancellation);

        await Assert.ThrowsAsync<InvalidDataException>(() => SnapshotErasing.EraseAsync(_folder, "Cust1", EntityKey.Person(4), Cancellation));

        Assert.StartsWith("{\"layout\":2", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    private SnapshotWriter Writer(long fileBytes = 100000, long mostBytes = 1000000) => new(_folder, "Cust1", "p", fileBytes, mostBytes, TimeProvider.System);

    private Task<SnapshotReading> ReadAsync() => SnapshotReader.ReadAsync(_folder, "Cust1", Cancellation);

    private static SnapshotLine Line(long fence) => new()
    {
        At = DateTimeOffset.UnixEpoch.AddSeconds(fence),
        Entity = "contact:1",
        Account = "c1",
        Fence = fence,
        Run = "r",
        Old = new Dictionary<string, string?> { ["a"] = null },
        New = new Dictionary<string, string> { ["a"] = "new" },
    };
}
