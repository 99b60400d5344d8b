using System.ComponentModel;
using System.Diagnostics;
using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Undo;
using Microsoft.Data.Sqlite;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>What is appended comes back, by entity and in order, whoever wrote it, and nothing counts as stored that is not.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DriveType.Fixed, true)]
    [InlineData(DriveType.Ram, true)]
    [InlineData(DriveType.Unknown, true)]
    [InlineData(DriveType.Removable, true)]
    [InlineData(DriveType.Network, false)]
    public void A_directory_that_other_machines_see_is_refused(DriveType type, bool taken)
    {
        var refusal = Record.Exception(() => JournalFiles.RequireLocal(type));

        Assert.Equal(taken, refusal is null);
        Assert.True(taken || refusal is IOException && refusal.Message.Contains("a local disk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_come_back_as_they_were_also_while_the_journal_is_open()
    {
        using var writer = _folder.Writer();
        var first = Entry(1) with { Before = new Dictionary<string, string?> { ["a"] = null, ["b"] = "ä\n\"x\"" }, Kind = "approve", Batch = "b1" };
        await writer.AppendAsync(Tenant, first, Cancellation);
        await writer.AppendAsync(Tenant, Entry(2, old: "x"), Cancellation);

        var read = await _folder.ReadAsync(Person);

        Assert.Equivalent(new[] { first, Entry(2, old: "x") }, read, strict: true);
    }

    [Fact]
    public async Task Of_several_journals_an_entity_s_entries_come_in_the_order_of_their_times_and_no_other_s()
    {
        using var mine = _folder.Writer();
        using var others = _folder.Writer();
        foreach (var journal in Enumerable.Range(1, 1200).GroupBy(fence => fence % 3 == 0 ? mine : others))
        {
            await AppendAsync(journal.Key, journal, fence => Entry(fence, fence % 5 == 0 ? Other : Person));
        }

        await mine.AppendAsync("Cust2", Entry(9), Cancellation);

        Assert.Equal(2, _folder.Journals.Length);
        Assert.Equal(Enumerable.Range(1, 1200).Where(f => f % 5 != 0).Select(f => (long)f), (await _folder.ReadAsync(Person)).Select(e => e.Fence));
        Assert.Equal(9, Assert.Single(await _folder.ReadAsync(Person, "Cust2")).Fence);
    }

    [Theory]
    [InlineData("", "contact:10,contact:9,person:4,person:41")]
    [InlineData("contact:10", "contact:9,person:4,person:41")]
    [InlineData("person:4", "person:41")]
    [InlineData("person:41", "")]
    public async Task Entities_are_told_once_in_the_order_of_their_spelling(string after, string expected)
    {
        using var mine = _folder.Writer();
        using var others = _folder.Writer();
        foreach (var (writer, entity, fence) in new[]
        {
            (mine, Person, 1), (others, Person, 2), (others, Other, 3), (mine, EntityKey.Contact(9), 4), (mine, EntityKey.Contact(10), 5), (others, EntityKey.Contact(10), 6),
        })
        {
            await writer.AppendAsync(Tenant, Entry(fence, entity), Cancellation);
        }

        Assert.Equal(expected, string.Join(',', await _folder.EntitiesAsync(after)));
    }

    [Theory]
    [InlineData("", "contact:9 1, person:4 2")]
    [InlineData("contact:9", "person:4 2")]
    [InlineData("person:4", "")]
    public async Task An_undo_is_planned_entity_by_entity_and_goes_on_behind_any(string after, string expected)
    {
        using var writer = _folder.Writer();
        foreach (var entry in new[] { Entry(1, old: "x"), Entry(1) with { Batch = "b" }, Entry(2, EntityKey.Contact(9)), Entry(3, Other) with { Run = "s" }, Entry(4) })
        {
            await writer.AppendAsync(Tenant, entry, Cancellation);
        }

        using var reading = JournalReading.Open(_folder.Path);
        var selection = new UndoSelection { Run = "r", Until = DateTimeOffset.UnixEpoch.AddSeconds(4) };
        var plans = await UndoPlan.OfJournalAsync(Tenant, reading, selection, after, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(expected, string.Join(", ", plans.Select(found => $"{found.Entity} {found.Plan.Writes}")));
        // Its last write is not among those that are meant, and that field is left alone.
        Assert.All(plans.Where(found => found.Entity == Person), found => Assert.Equal((0, 1), (found.Plan.Entities.Count, found.Plan.WrittenSince)));
    }

    [Fact]
    public async Task Many_that_append_at_a_time_are_all_stored()
    {
        using var writer = _folder.Writer();

        await AppendAsync(writer, Enumerable.Range(1, 300), fence => Entry(fence));

        Assert.Equal(Enumerable.Range(1, 300).Select(f => (long)f), (await _folder.ReadAsync(Person)).Select(e => e.Fence));
    }

    [Fact]
    public async Task A_process_that_comes_later_goes_on_with_a_journal_that_nobody_holds()
    {
        using (var gone = _folder.Writer())
        {
            await gone.AppendAsync(Tenant, Entry(1), Cancellation);
        }

        using var next = _folder.Writer();
        using var another = _folder.Writer();
        await next.AppendAsync(Tenant, Entry(2), Cancellation);
        await another.AppendAsync(Tenant, Entry(3), Cancellation);

        Assert.Equal(2, _folder.Journals.Length);
        Assert.Equal([1L, 2L, 3L], (await _folder.ReadAsync(Person)).Select(e => e.Fence));
    }

    [Fact]
    public async Task What_a_process_left_that_was_killed_before_it_made_its_tables_is_empty_and_used()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "1.journal.db"), "", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "2.journal.db"), "", Cancellation);
        Assert.Empty(await _folder.ReadAsync(Person));

        using var writer = _folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);

        Assert.Single(await _folder.ReadAsync(Person));
        Assert.Equal(1, await _folder.EraseAsync(Person));
        Assert.Equal(2, _folder.Journals.Length);
    }

    [Fact]
    public async Task Full_journals_take_no_more_and_say_so()
    {
        using var writer = _folder.Writer(mostBytes: 200_000);
        var stored = 0;

        var failed = await Assert.ThrowsAsync<JournalFailedException>(async () =>
        {
            for (; stored < 1000; stored++)
            {
                await writer.AppendAsync(Tenant, Entry(stored, old: new string('x', 1000)), Cancellation);
            }
        });

        Assert.InRange(stored, 50, 200);
        Assert.Contains("200000 bytes", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Worker:SnapshotMaxBytes", failed.Message, StringComparison.Ordinal);
        Assert.Equal(stored, (await _folder.ReadAsync(Person)).Count);
        await Assert.ThrowsAsync<JournalFailedException>(() => writer.AppendAsync(Tenant, Entry(1, old: new string('x', 1000)), Cancellation));
    }

    [Fact]
    public async Task Only_the_service_s_user_may_read_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        using var writer = _folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);

#pragma warning disable CA1416 // Skipped there.
        Assert.All(
            Directory.GetFiles(_folder.Path, "*.journal.db*"),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
#pragma warning restore CA1416
    }

    [Theory]
    [InlineData("newer", "it has format 99")]
    [InlineData("damaged", "it is damaged")]
    [InlineData("a directory", "")]
    public async Task A_journal_that_cannot_be_opened_is_named_and_neither_read_nor_written_nor_erased_from(string what, string why)
    {
        var path = Path.Combine(_folder.Path, "0.journal.db");
        Directory.CreateDirectory(_folder.Path);
        switch (what)
        {
            case "newer":
                await using (var other = new SqliteConnection($"Data Source={path};Pooling=False"))
                {
                    await other.OpenAsync(Cancellation);
                    await using var command = other.CreateCommand();
                    command.CommandText = "PRAGMA user_version = 99";
                    await command.ExecuteNonQueryAsync(Cancellation);
                }

                break;
            case "damaged":
                await File.WriteAllTextAsync(path, new string('x', 5000), Cancellation);
                break;
            default:
                // A file in the place of the directory.
                Directory.Delete(_folder.Path);
                await File.WriteAllTextAsync(_folder.Path, "", Cancellation);
                path = _folder.Path;
                break;
        }

        using var writer = _folder.Writer();
        var failures = new List<Exception> { await Assert.ThrowsAsync<JournalFailedException>(() => writer.AppendAsync(Tenant, Entry(1), Cancellation)) };
        if (what != "a directory")
        {
            failures.Add(await Assert.ThrowsAsync<JournalFailedException>(() => _folder.ReadAsync(Person)));
            failures.Add(await Assert.ThrowsAsync<JournalFailedException>(() => _folder.EraseAsync(Person)));
        }
        else
        {
            File.Delete(_folder.Path);
        }

        Assert.All(failures, failed => Assert.Contains(path, failed.Message, StringComparison.Ordinal));
        Assert.All(failures, failed => Assert.Contains(why, failed.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_failure_the_next_entry_is_stored_as_soon_as_it_can_be()
    {
        using var writer = _folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);
        Directory.Move(_folder.Path, _folder.Path + ".away");
        await File.WriteAllTextAsync(_folder.Path, "", Cancellation);
        await Assert.ThrowsAsync<JournalFailedException>(() => writer.AppendAsync(Tenant, Entry(2), Cancellation));

        File.Delete(_folder.Path);
        Directory.Move(_folder.Path + ".away", _folder.Path);
        await writer.AppendAsync(Tenant, Entry(3), Cancellation);

        Assert.Equal([1L, 3L], (await _folder.ReadAsync(Person)).Select(e => e.Fence));
    }

    [Fact]
    public async Task What_a_crash_leaves_at_any_moment_is_a_beginning_of_what_was_stored()
    {
        using var writer = _folder.Writer();
        for (var fence = 1; fence <= 20; fence++)
        {
            await writer.AppendAsync(Tenant, Entry(fence, old: new string('x', 1500)), Cancellation);
        }

        var (journal, log) = (await SharedAsync(_folder.Journals[0]), await SharedAsync(_folder.Journals[0] + "-wal"));
        for (var length = 0; length <= log.Length; length += Math.Max(1, log.Length / 40))
        {
            using var crashed = new JournalFolder();
            Directory.CreateDirectory(crashed.Path);
            await File.WriteAllBytesAsync(Path.Combine(crashed.Path, "1.journal.db"), journal, Cancellation);
            await File.WriteAllBytesAsync(Path.Combine(crashed.Path, "1.journal.db-wal"), log[..length], Cancellation);

            using var next = crashed.Writer();
            await next.AppendAsync(Tenant, Entry(99), Cancellation);
            var read = (await crashed.ReadAsync(Person)).Select(e => e.Fence).ToList();
            Assert.Equal([.. Enumerable.Range(1, read.Count - 1).Select(f => (long)f), 99L], read);
        }

        Assert.Equal(20, (await _folder.ReadAsync(Person)).Count);
    }

    [Fact]
    public async Task A_full_disk_stores_nothing_of_an_entry_and_the_next_one_once_there_is_room()
    {
        Directory.CreateDirectory(_folder.Path);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", _folder.Path), "Needs the right to mount a small disk.");
        try
        {
            using var writer = _folder.Writer();
            var ballast = Path.Combine(_folder.Path, "ballast");
            await writer.AppendAsync(Tenant, Entry(1), Cancellation);
            await File.WriteAllBytesAsync(ballast, new byte[150_000], Cancellation);
            var stored = 1;
            var failed = await Assert.ThrowsAsync<JournalFailedException>(async () =>
            {
                for (; ; stored++)
                {
                    await writer.AppendAsync(Tenant, Entry(stored + 1, old: new string('x', 2000)), Cancellation);
                }
            });
            Assert.Contains("Make room.", failed.Message, StringComparison.Ordinal);

            File.Delete(ballast);
            await writer.AppendAsync(Tenant, Entry(1000), Cancellation);

            Assert.Equal([.. Enumerable.Range(1, stored).Select(f => (long)f), 1000L], (await _folder.ReadAsync(Person)).Select(e => e.Fence));
        }
        finally
        {
            await RunAsync("umount", "-l", _folder.Path);
        }
    }

    [Theory]
    [InlineData(JournalTable.HeadsAfter)]
    [InlineData(JournalTable.EntriesAfter)]
    [InlineData(JournalTable.Overwrite)]
    [InlineData(JournalTable.Delete)]
    public void Every_statement_goes_by_the_index_and_sorts_nothing(string sql)
    {
        Directory.CreateDirectory(_folder.Path);
        using var table = new JournalTable(Path.Combine(_folder.Path, "1.journal.db"));
        table.Open();

        var plan = table.PlanOf(sql);

        Assert.Contains(plan, step => step.StartsWith("SEARCH entries USING PRIMARY KEY (tenant=?", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_directory_may_only_be_read_journals_are_read_whether_somebody_has_them_open_or_not(bool open)
    {
        var writer = _folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);
        if (!open)
        {
            writer.Dispose();
        }

        using var view = new JournalFolder();
        Directory.CreateDirectory(view.Path);
        Assert.SkipUnless(await RunAsync("mount", "--bind", "-o", "ro", _folder.Path, view.Path), "Needs the right to mount.");
        try
        {
            Assert.Throws<IOException>(() => File.WriteAllText(Path.Combine(view.Path, "x"), ""));

            using var reading = JournalReading.Open(view.Path);
            Assert.Equal(1, Assert.Single(await reading.OfAsync(Tenant, Person, Cancellation).ToListAsync(Cancellation)).Fence);

            using var next = open ? writer : _folder.Writer();
            await next.AppendAsync(Tenant, Entry(2), Cancellation);
            if (!open)
            {
                // Read as it is, and it is no longer.
                await Assert.ThrowsAsync<JournalFailedException>(async () => await reading.OfAsync(Tenant, Person, Cancellation).ToListAsync(Cancellation));
            }

            Assert.Equal(2, (await view.ReadAsync(Person)).Count);
        }
        finally
        {
            await RunAsync("umount", "-l", view.Path);
        }
    }

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<byte[]> SharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Cancellation);
        return bytes;
    }
}
