using Connector.Jobs.Journal;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>A directory is distinguished from those of other machines by what lies in it.</summary>
public sealed class JournalIdentityTests : JournalTest
{
    private string Path1 => Path.Combine(Folder.Path, "directory.id");

    [Fact]
    public async Task Many_that_start_at_a_time_agree_and_whoever_comes_later_does_too()
    {
        Assert.Null(JournalIdentity.Find(Folder.Path));

        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => JournalIdentity.OfAsync(Folder.Path, Cancellation))));

        Assert.Single(ids.Distinct());
        Assert.Equal(ids[0], JournalIdentity.Find(Folder.Path));
        Assert.Equal(ids[0], await JournalIdentity.OfAsync(Folder.Path, Cancellation));
        using var other = new JournalFolder();
        Assert.NotEqual(ids[0], await JournalIdentity.OfAsync(other.Path, Cancellation));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path1));
        }
    }

    [Fact]
    public async Task What_a_kill_left_of_making_it_does_not_matter_and_it_is_no_journal()
    {
        Directory.CreateDirectory(Folder.Path);
        await File.WriteAllTextAsync(Path1 + ".new", "0198", Cancellation);

        var id = await JournalIdentity.OfAsync(Folder.Path, Cancellation);

        Assert.True(Guid.TryParseExact(id, "N", out _));
        Assert.Empty(await Folder.ReadAsync(Person));
    }

    [Theory]
    [InlineData("")]
    [InlineData("somebody's words")]
    public async Task One_that_is_no_identity_is_named_and_not_replaced(string content)
    {
        Directory.CreateDirectory(Folder.Path);
        await File.WriteAllTextAsync(Path1, content, Cancellation);

        var failed = await Assert.ThrowsAsync<JournalFailedException>(() => JournalIdentity.OfAsync(Folder.Path, Cancellation));

        Assert.Contains(Path1, failed.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(Path1, Cancellation));
    }
}
