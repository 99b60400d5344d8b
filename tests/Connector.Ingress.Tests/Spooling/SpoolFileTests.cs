using Connector.Ingress.Spooling;
using Connector.Jobs;
using Connector.Jobs.Intake;
using Microsoft.Data.Sqlite;

namespace Connector.Ingress.Tests.Spooling;

public sealed class SpoolFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-spool-").FullName;

    private string NewPath => Path.Combine(_folder, $"spool-sandbox-{Guid.CreateVersion7():N}.db");

    [Fact]
    public void Events_come_back_in_order_and_byte_for_byte()
    {
        using var file = SpoolFile.Create(NewPath);
        var events = new[] { Event([]), Event([0, 255, 0]) with { About = "person.changed:5" }, Event(new byte[200_000], traceParent: null) };

        Assert.Equal(2, file.Append(events[..2], long.MaxValue));
        Assert.Equal(1, file.Append(events[2..], long.MaxValue));

        var read = file.Read(500, long.MaxValue).Select(spooled => spooled.Event).ToList();
        Assert.Equal(3, file.Events);
        Assert.Equal(events.Select(one => one with { Body = default }), read.Select(one => one with { Body = default }));
        Assert.Equal(events.Select(one => Convert.ToHexString(one.Body.Span)), read.Select(one => Convert.ToHexString(one.Body.Span)));
    }

    [Fact]
    public void Reading_ends_at_either_limit_but_always_gives_one()
    {
        using var file = SpoolFile.Create(NewPath);
        file.Append([.. Enumerable.Range(0, 10).Select(_ => Event(new byte[1000]))], long.MaxValue);

        Assert.Equal(4, file.Read(4, long.MaxValue).Count);
        Assert.Equal(3, file.Read(10, 2500).Count);
        Assert.Single(file.Read(10, 1));
    }

    [Fact]
    public void What_is_written_between_reading_and_deleting_stays()
    {
        using var file = SpoolFile.Create(NewPath);
        file.Append([Event([1]), Event([2])], long.MaxValue);
        var read = file.Read(10, long.MaxValue);
        file.Append([Event([3])], long.MaxValue);

        Forget(file, read[^1].Position);

        Assert.Equal(1, file.Events);
        Assert.Equal([3], Assert.Single(file.Read(10, long.MaxValue)).Event.Body.ToArray());
    }

    [Fact]
    public void The_room_is_kept_to_and_room_made_free_is_used_again()
    {
        const long Room = 400_000;
        using var file = SpoolFile.Create(NewPath);
        var events = Enumerable.Range(0, 1000).Select(_ => Event(new byte[2000])).ToList();

        var written = file.Append(events, Room);
        Assert.InRange(written, 80, 199);
        Assert.InRange(file.Bytes, 1, Room + 8192);
        Assert.Equal(0, file.Append(events, Room));

        Forget(file, file.Read(50, long.MaxValue)[^1].Position);
        Assert.InRange(file.Append(events, Room), 40, 60);
        Assert.InRange(file.Bytes, 1, Room + 8192);
    }

    [Fact]
    public void Of_a_drained_event_nothing_stays_on_disk()
    {
        var path = NewPath;
        using var file = SpoolFile.Create(path);
        file.Append([Event("Maschinenbau Talhof GmbH"u8.ToArray()), Event(new byte[50_000])], long.MaxValue);
        Assert.Contains(OnDisk(), text => text.Contains("Talhof", StringComparison.Ordinal));

        Forget(file, file.Read(10, long.MaxValue)[^1].Position);

        Assert.DoesNotContain(OnDisk(), text => text.Contains("Talhof", StringComparison.Ordinal));
        Assert.True(new FileInfo(path).Length < 20_000);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Only_its_user_can_read_it()
    {
        using var file = SpoolFile.Create(NewPath);
        file.Append([Event([1])], long.MaxValue);

        Assert.All(
            Directory.EnumerateFiles(_folder).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)),
            path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_file_has_one_owner_at_a_time()
    {
        var path = NewPath;
        using (var owner = SpoolFile.Create(path))
        {
            owner.Append([Event([1])], long.MaxValue);
            Assert.Null(SpoolFile.Adopt(path));
        }

        using var adopter = SpoolFile.Adopt(path);
        adopter!.Open();
        Assert.Equal(1, adopter.Events);
        Assert.Null(SpoolFile.Adopt(path));
    }

    [Fact]
    public void A_file_that_somebody_deleted_takes_no_more_events()
    {
        var path = NewPath;
        using var file = SpoolFile.Create(path);
        File.Delete(path);

        Assert.True(SpoolDamage.Is(Assert.ThrowsAny<Exception>(() => file.Append([Event([1])], long.MaxValue))));
    }

    [Fact]
    public void A_file_of_the_version_before_is_read_and_written()
    {
        var path = NewPath;
        Sql.Execute(
            path,
            """
            CREATE TABLE events (position INTEGER PRIMARY KEY, job TEXT NOT NULL, tenant TEXT NOT NULL, event TEXT NOT NULL, trace TEXT, body BLOB NOT NULL) STRICT;
            INSERT INTO events (job, tenant, event, trace, body) VALUES ('job-1', 'Cust10001', 'event-1', NULL, x'7B7D');
            PRAGMA user_version = 1;
            """);

        using var file = SpoolFile.Adopt(path)!;
        file.Open();
        file.Append([Event([1]) with { About = "person.changed:5" }], long.MaxValue);

        Assert.Equal(["", "person.changed:5"], file.Read(10, long.MaxValue).Select(spooled => spooled.Event.About));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_Redis_has_is_not_read_again_though_the_disk_is_too_full_to_delete_it(int done)
    {
        var path = NewPath;
        using (var before = SpoolFile.Create(path))
        {
            before.Append([Event([1]), Event([2]), Event([3])], long.MaxValue);
        }

        Sql.Execute(path, "CREATE TRIGGER full BEFORE DELETE ON events BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
        var file = SpoolFile.Adopt(path)!;
        file.Open();

        file.Done(file.Read(done, long.MaxValue)[^1].Position);
        Assert.ThrowsAny<SqliteException>(file.Forget);

        Assert.True(file.IsToForget);
        Assert.Equal(3 - done, file.Events);
        Assert.Equal(Enumerable.Range(done + 1, 3 - done), file.Read(10, long.MaxValue).Select(one => (int)one.Event.Body.Span[0]));
        file.Leave();
        Assert.Equal(done < 3, File.Exists(path));
    }

    [Fact]
    public void A_file_that_was_emptied_counts_on()
    {
        using var file = SpoolFile.Create(NewPath);
        file.Append([Event([1])], long.MaxValue);
        Forget(file, file.Read(1, long.MaxValue)[^1].Position);
        Assert.Equal((0, false), (file.Events, file.IsToForget));

        file.Append([Event([2]), Event([3])], long.MaxValue);

        Assert.Equal(2, file.Events);
        Assert.Equal([2, 3], file.Read(10, long.MaxValue).Select(one => one.Event.Body.Span[0]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Forget(SpoolFile file, long position)
    {
        file.Done(position);
        file.Forget();
    }

    private static IncomingEvent Event(byte[] body, string? traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") => new()
    {
        JobId = JobIds.New(),
        Tenant = "Cust10001",
        EventId = Guid.NewGuid().ToString(),
        Body = body,
        TraceParent = traceParent,
    };

    private IEnumerable<string> OnDisk() =>
        Directory.EnumerateFiles(_folder).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Select(path => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)));
}
