using System.ComponentModel;
using System.Diagnostics;
using Connector.Jobs.Journal;
using Microsoft.Data.Sqlite;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>Whatever disks do and others do to files on them: nothing counts as stored that is not, and what is wrong is named.</summary>
public sealed class JournalTroubleTests : JournalTest
{
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
    public async Task What_a_process_left_that_was_killed_before_it_made_its_tables_is_empty_and_used()
    {
        Directory.CreateDirectory(Folder.Path);
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "1.journal.db"), "", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "2.journal.db"), "", Cancellation);
        Assert.Empty(await Folder.ReadAsync(Person));

        using var writer = Folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);

        Assert.Single(await Folder.ReadAsync(Person));
        Assert.Equal(1, await Folder.EraseAsync(Person));
        Assert.Equal(2, Folder.Journals.Length);
    }

    [Fact]
    public async Task Full_journals_take_no_more_and_say_so()
    {
        using var writer = Folder.Writer(mostBytes: 200_000);
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
        Assert.Equal(stored, (await Folder.ReadAsync(Person)).Count);
        await Assert.ThrowsAsync<JournalFailedException>(() => writer.AppendAsync(Tenant, Entry(1, old: new string('x', 1000)), Cancellation));
    }

    [Fact]
    public async Task Only_the_service_s_user_may_read_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        using var writer = Folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);

#pragma warning disable CA1416 // Skipped there.
        Assert.All(
            Directory.GetFiles(Folder.Path, "*.journal.db*"),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder.Path));
#pragma warning restore CA1416
    }

    [Theory]
    [InlineData("newer", "it has format 99")]
    [InlineData("damaged", "it is damaged")]
    [InlineData("a directory", "")]
    public async Task A_journal_that_cannot_be_opened_is_named_and_neither_read_nor_written_nor_erased_from(string what, string why)
    {
        var path = Path.Combine(Folder.Path, "0.journal.db");
        Directory.CreateDirectory(Folder.Path);
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
                Directory.Delete(Folder.Path);
                await File.WriteAllTextAsync(Folder.Path, "", Cancellation);
                path = Folder.Path;
                break;
        }

        using var writer = Folder.Writer();
        var failures = new List<Exception> { await Assert.ThrowsAsync<JournalFailedException>(() => writer.AppendAsync(Tenant, Entry(1), Cancellation)) };
        if (what != "a directory")
        {
            failures.Add(await Assert.ThrowsAsync<JournalFailedException>(() => Folder.ReadAsync(Person)));
            failures.Add(await Assert.ThrowsAsync<JournalFailedException>(() => Folder.EraseAsync(Person)));
        }
        else
        {
            File.Delete(Folder.Path);
        }

        Assert.All(failures, failed => Assert.Contains(path, failed.Message, StringComparison.Ordinal));
        Assert.All(failures, failed => Assert.Contains(why, failed.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_failure_the_next_entry_is_stored_as_soon_as_it_can_be()
    {
        using var writer = Folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);
        Directory.Move(Folder.Path, Folder.Path + ".away");
        await File.WriteAllTextAsync(Folder.Path, "", Cancellation);
        await Assert.ThrowsAsync<JournalFailedException>(() => writer.AppendAsync(Tenant, Entry(2), Cancellation));

        File.Delete(Folder.Path);
        Directory.Move(Folder.Path + ".away", Folder.Path);
        await writer.AppendAsync(Tenant, Entry(3), Cancellation);

        Assert.Equal([1L, 3L], (await Folder.ReadAsync(Person)).Select(e => e.Fence));
    }

    [Fact]
    public async Task What_a_crash_leaves_at_any_moment_is_a_beginning_of_what_was_stored()
    {
        using var writer = Folder.Writer();
        for (var fence = 1; fence <= 20; fence++)
        {
            await writer.AppendAsync(Tenant, Entry(fence, old: new string('x', 1500)), Cancellation);
        }

        var (journal, log) = (await SharedAsync(Folder.Journals[0]), await SharedAsync(Folder.Journals[0] + "-wal"));
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

        Assert.Equal(20, (await Folder.ReadAsync(Person)).Count);
    }

    [Fact]
    public async Task A_full_disk_stores_nothing_of_an_entry_and_the_next_one_once_there_is_room()
    {
        Directory.CreateDirectory(Folder.Path);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", Folder.Path), "Needs the right to mount a small disk.");
        try
        {
            using var writer = Folder.Writer();
            var ballast = Path.Combine(Folder.Path, "ballast");
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

            Assert.Equal([.. Enumerable.Range(1, stored).Select(f => (long)f), 1000L], (await Folder.ReadAsync(Person)).Select(e => e.Fence));
        }
        finally
        {
            await RunAsync("umount", "-l", Folder.Path);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_directory_may_only_be_read_journals_are_read_whether_somebody_has_them_open_or_not(bool open)
    {
        var writer = Folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);
        if (!open)
        {
            writer.Dispose();
        }

        using var view = new JournalFolder();
        Directory.CreateDirectory(view.Path);
        Assert.SkipUnless(await RunAsync("mount", "--bind", "-o", "ro", Folder.Path, view.Path), "Needs the right to mount.");
        try
        {
            Assert.Throws<IOException>(() => File.WriteAllText(Path.Combine(view.Path, "x"), ""));

            using var reading = JournalReading.Open(view.Path);
            Assert.Equal(1, Assert.Single(await reading.OfAsync(Tenant, Person, Cancellation).ToListAsync(Cancellation)).Fence);

            using var next = open ? writer : Folder.Writer();
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
