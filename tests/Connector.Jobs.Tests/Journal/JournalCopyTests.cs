using Connector.Jobs.Journal;

namespace Connector.Jobs.Tests.Journal;

/// <summary>
/// A volume is copied with its journals, and both are in use: they say the same identity, and are two all the same. Workers that share a directory, one after
/// the other or at a time, under whatever host's name, are not.
/// </summary>
public sealed class JournalCopyTests(RedisFixture redis) : JournalTest
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_copy_is_refused_while_the_original_is_in_use_and_takes_its_place_once_that_is_gone()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        var original = MarkIn(Folder.Path);
        await directories.SeenAsync(Id, "machine-1", original, Cancellation);
        using var copied = Copied();
        await directories.SeenAsync(Id, "machine-1", original, Cancellation);
        var copy = MarkIn(copied.Path);
        var before = await machine.SnapshotAsync();

        var refused = await Assert.ThrowsAsync<JournalFailedException>(() => directories.SeenAsync(Id, "machine-2", copy, Cancellation));

        Assert.Contains(copied.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("a worker on machine-1 used another directory with the same one", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Give this worker an empty directory", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await machine.SnapshotAsync());
        await directories.SeenAsync(Id, "machine-1", original, Cancellation);

        // The original is gone for two minutes: what was copied goes on in its place, and now the original would be the other one.
        await AgeAsync(machine);
        await directories.SeenAsync(Id, "machine-2", copy, Cancellation);
        Assert.Equal("machine-2", Assert.Single(await directories.ListAsync(Cancellation)).Host);
        await Assert.ThrowsAsync<JournalFailedException>(() => directories.SeenAsync(Id, "machine-1", original, Cancellation));
        await directories.SeenAsync(Id, "machine-2", copy, Cancellation);
    }

    [Fact]
    public async Task Of_a_copy_made_and_used_since_the_original_said_so_last_one_of_the_two_is_refused()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        var original = MarkIn(Folder.Path);
        await directories.SeenAsync(Id, "machine-1", original, Cancellation);
        using var copied = Copied();

        // Nothing tells them apart yet; what the copy leaves does.
        await directories.SeenAsync(Id, "machine-2", MarkIn(copied.Path), Cancellation);

        await Assert.ThrowsAsync<JournalFailedException>(() => directories.SeenAsync(Id, "machine-1", original, Cancellation));
    }

    [Fact]
    public async Task Workers_that_share_a_directory_are_never_refused_however_they_take_turns_and_end()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        Directory.CreateDirectory(Folder.Path);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var start = 0; start < 5; start++)
            {
                var mark = MarkIn(Folder.Path);
                for (var time = 0; time < 5; time++)
                {
                    await directories.SeenAsync(Id, $"container-{worker}", mark, Cancellation);
                }
            }
        })));

        Assert.True(Assert.Single(await directories.ListAsync(Cancellation)).IsLive);
    }

    [Fact]
    public async Task A_Redis_that_has_lost_its_last_moments_and_a_worker_of_the_version_before_make_nobody_a_copy()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        var mark = MarkIn(Folder.Path);
        await directories.SeenAsync(Id, "machine-1", mark, Cancellation);
        var older = await machine.Redis.HashGetAsync($"{Machine.Prefix}journals", Id);
        await directories.SeenAsync(Id, "machine-1", mark, Cancellation);
        await machine.Redis.HashSetAsync($"{Machine.Prefix}journals", Id, older);

        await directories.SeenAsync(Id, "machine-1", mark, Cancellation);
        await directories.SeenAsync(Id, "machine-1", Cancellation);
        await directories.SeenAsync(Id, "machine-1", MarkIn(Folder.Path), Cancellation);
    }

    [Fact]
    public async Task Where_no_mark_can_be_left_nothing_is_said()
    {
        await using var machine = await Machine.StartAsync(redis);

        var failed = await Assert.ThrowsAsync<JournalFailedException>(
            () => new JournalDirectories(machine.Shard).SeenAsync(Id, "machine-1", new JournalMark(Folder.Path, TimeProvider.System), Cancellation));

        Assert.Contains("cannot be told from a copy of it", failed.Message, StringComparison.Ordinal);
        Assert.Empty(await new JournalDirectories(machine.Shard).ListAsync(Cancellation));
    }

    [Fact]
    public async Task Marks_of_a_day_ago_are_tidied_away_by_whoever_starts()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await directories.SeenAsync(Id, "machine-1", MarkIn(Folder.Path), Cancellation);
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(Folder.Path)), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        await AgeAsync(machine);

        await directories.SeenAsync(Id, "machine-1", MarkIn(Folder.Path), Cancellation);

        Assert.Equal("1", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Folder.Path)), Cancellation));
    }

    private static JournalMark MarkIn(string directory)
    {
        Directory.CreateDirectory(directory);
        return new JournalMark(directory, TimeProvider.System);
    }

    private JournalFolder Copied()
    {
        var copy = new JournalFolder();
        Directory.CreateDirectory(copy.Path);
        foreach (var file in Directory.GetFiles(Folder.Path))
        {
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>Nobody has said that it is in use for two minutes.</summary>
    private static async Task AgeAsync(Machine machine)
    {
        var kept = (await machine.Redis.HashGetAsync($"{Machine.Prefix}journals", Id)).ToString();
        var now = kept.Split("\"seenAt\":")[1].Split(',', '}')[0];
        await machine.Redis.HashSetAsync($"{Machine.Prefix}journals", Id, kept.Replace(now, "1000", StringComparison.Ordinal));
    }
}
