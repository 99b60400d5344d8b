using System.Net;
using System.Text.Json;
using Connector.Ingress.Spooling;
using Connector.Jobs;
using Connector.Jobs.Intake;
using Connector.Testing;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>Files whose process has ended, however it ended.</summary>
public sealed class OrphanTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_answered_with_200_is_lost_when_the_process_is_killed_in_the_middle()
    {
        await using var world = await SpoolWorld.StartAsync();
        Sender sender;
        await using (var first = await IngressProcess.StartAsync(world, Cancel))
        {
            sender = new Sender(first.Client);
            using var stop = new CancellationTokenSource();
            var sending = sender.SendAsync(stop.Token);
            await Eventually.TrueAsync(() => sender.Answers.Count > 20, cancellationToken: Cancel);
            await world.Redis.KillAsync();
            var before = sender.Answers.Count;
            await Eventually.TrueAsync(() => sender.Answers.Count > before + 100, cancellationToken: Cancel);
            await first.KillAsync();
            await stop.CancelAsync();
            await sending;
        }

        Assert.NotEmpty(world.Files("lock"));
        await world.Redis.RestartAsync(Cancel);
        await using var second = await IngressProcess.StartAsync(world, Cancel);

        var promised = sender.Promised.ToList();
        Assert.True(promised.Count > 100);
        var accepted = await Eventually.ValueAsync(world.AcceptedAsync, ids => promised.All(ids.Contains), cancellationToken: Cancel);
        Assert.Distinct(accepted);
        // A post may be stored and its answer lost with the process.
        Assert.Subset(sender.Answers.Select(answer => answer.EventId).ToHashSet(), accepted.ToHashSet());
    }

    // A chaos test found an audit that told of one spooled event, and would have for a day: the process that had drained and deleted the file was
    // killed before it told that nothing was left, and the next one knew of no such file.
    [Fact]
    public async Task A_spool_is_no_longer_told_of_although_the_process_that_drained_it_was_killed_right_after()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var world = await SpoolWorld.StartAsync();
        await world.CommandAsync("CONFIG", "SET", "maxmemory", "1");
        await using (var first = await IngressProcess.StartAsync(world, Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, (await new Sender(first.Client).PostAsync()).Status);
            await Eventually.TrueAsync(async () => await world.ToldAsync() == 1, because: "the process told of its spool", cancellationToken: Cancel);
            await first.KillAsync();
        }

        var left = Assert.Single(world.Files("db"));
        await world.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        await using (var second = await IngressProcess.StartAsync(world, Cancel))
        {
            await Eventually.TrueAsync(() => !world.Files("db").Contains(left), because: "the file is drained and deleted", cancellationToken: Cancel);
            await second.KillAsync();
        }

        await using var third = await IngressProcess.StartAsync(world, Cancel);
        await Eventually.TrueAsync(async () => await world.ToldAsync() == 0, because: "nothing is spooled", cancellationToken: Cancel);
        Assert.Single(await world.AcceptedAsync());
    }

    [Fact]
    public async Task Two_processes_share_a_directory_and_neither_touches_the_others_file()
    {
        await using var world = await SpoolWorld.StartAsync();
        await using var first = world.Ingress();
        await using var second = world.Ingress();
        var (one, other) = (new Sender(first.Client), new Sender(second.Client));
        await world.Redis.KillAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).SelectMany(_ => new[] { one.PostAsync(), other.PostAsync() }));
        Assert.Equal(2, world.Files("db").Count);
        await world.Redis.RestartAsync(Cancel);

        Assert.All([.. one.Answers, .. other.Answers], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await world.AllAcceptedAsync([.. one.Promised, .. other.Promised]);
        Assert.DoesNotContain([.. first.Logs.GetSnapshot(), .. second.Logs.GetSnapshot()], line => line.Id.Name == "Adopted");
    }

    [Fact]
    public async Task A_damaged_file_is_set_aside_and_holds_nobody_up()
    {
        await using var world = await SpoolWorld.StartAsync();
        Directory.CreateDirectory(world.Spool);
        var damaged = Leave(world, "sandbox", 1, "lost");
        await File.WriteAllBytesAsync(damaged, [.. "This is no database."u8, .. new byte[5000]], Cancel);
        Leave(world, "sandbox", 2, "kept");

        await using var host = world.Ingress();

        await world.AllAcceptedAsync(["kept"]);
        var line = Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "SetAside");
        Assert.Contains(Path.ChangeExtension(damaged, "corrupt"), line.Message, StringComparison.Ordinal);
        Assert.Equal(Path.ChangeExtension(Path.GetFileName(damaged), "corrupt"), Assert.Single(world.Files("corrupt")));
    }

    [Fact]
    public async Task A_file_damaged_in_its_middle_gives_what_can_be_read_and_is_set_aside()
    {
        await using var world = await SpoolWorld.StartAsync();
        Directory.CreateDirectory(world.Spool);
        var path = Leave(world, "sandbox", 1, [.. Enumerable.Range(0, 50).Select(i => $"event-{i:D2}")]);
        await using (var file = File.Open(path, FileMode.Open))
        {
            file.Seek(file.Length / 2 / 4096 * 4096, SeekOrigin.Begin);
            await file.WriteAsync(new byte[3 * 4096], Cancel);
        }

        await using var host = world.Ingress(("Ingress:Spool:DrainBatch", "1"));
        await Eventually.TrueAsync(() => world.Files("corrupt").Count == 1, cancellationToken: Cancel);

        var accepted = await world.AcceptedAsync();
        Assert.InRange(accepted.Count, 1, 49);
        Assert.Equal(accepted.Order(StringComparer.Ordinal), accepted);
        Assert.Equal(HttpStatusCode.OK, (await new Sender(host.Client).PostAsync()).Status);
    }

    [Fact]
    public async Task Another_profiles_file_and_one_of_a_newer_format_are_left_alone()
    {
        await using var world = await SpoolWorld.StartAsync();
        Directory.CreateDirectory(world.Spool);
        var foreign = Leave(world, "another", 1, "foreign");
        var newer = Leave(world, "sandbox", 2, "newer");
        Sql.Execute(newer, "PRAGMA user_version = 99");
        Leave(world, "sandbox", 3, "ours");

        await using var host = world.Ingress();

        await world.AllAcceptedAsync(["ours"]);
        await Eventually.TrueAsync(() => host.Logs.GetSnapshot().Any(line => line.Id.Name == "NotAdopted"), cancellationToken: Cancel);
        Assert.True(File.Exists(foreign));
        Assert.True(File.Exists(newer));
    }

    [Fact]
    public async Task An_event_that_no_Redis_would_take_is_kept_for_a_human_and_the_others_are_accepted()
    {
        await using var world = await SpoolWorld.StartAsync();
        Directory.CreateDirectory(world.Spool);
        Sql.Execute(Leave(world, "sandbox", 1, "one", "bad", "two"), "UPDATE events SET tenant = 'no tenant:' WHERE event = 'bad'");
        var alone = Leave(world, "sandbox", 2, "alone");
        Sql.Execute(alone, "UPDATE events SET tenant = ''");

        await using var host = world.Ingress();

        await world.AllAcceptedAsync(["one", "two"]);
        await Eventually.TrueAsync(() => !File.Exists(alone), because: "nothing is left to drain", cancellationToken: Cancel);
        var lines = world.Files("rejected").SelectMany(file => File.ReadLines(Path.Combine(world.Spool, file))).Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(["alone", "bad"], lines.Select(line => line.GetProperty("event").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.Equal(3000, line.GetProperty("body").GetBytesFromBase64().Length));
        Assert.Equal(2, host.Logs.GetSnapshot().Count(line => line.Id.Name == "Rejected"));
        Assert.Empty(world.Files("corrupt"));
    }

    [Fact]
    public async Task A_disk_too_full_to_delete_from_gives_nothing_to_Redis_again_and_holds_nobody_up()
    {
        await using var world = await SpoolWorld.StartAsync();
        Directory.CreateDirectory(world.Spool);
        var full = Leave(world, "sandbox", 1, "first", "second", "third");
        Sql.Execute(full, "CREATE TRIGGER full BEFORE DELETE ON events BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
        Leave(world, "sandbox", 2, "behind");

        await using var host = world.Ingress(("Ingress:Spool:DrainBatch", "1"));

        await world.AllAcceptedAsync(["first", "second", "third", "behind"]);
        await Eventually.TrueAsync(() => !File.Exists(full), because: "all of it is in Redis, and files can be deleted from a full disk", cancellationToken: Cancel);
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "NotForgotten");
        Assert.Equal(HttpStatusCode.OK, (await new Sender(host.Client).PostAsync()).Status);
        var audit = await Eventually.ValueAsync(host.AuditAsync, audit => audit.Spooled == 0, cancellationToken: Cancel);
        Assert.Equal((5, 0), (audit.Accepted, audit.Duplicates));
    }

    [Fact]
    public async Task A_damaged_file_that_cannot_be_moved_ends_nothing()
    {
        await using var world = await SpoolWorld.StartAsync();
        Directory.CreateDirectory(world.Spool);
        var damaged = Leave(world, "sandbox", 1, [.. Enumerable.Range(0, 50).Select(i => $"event-{i:D2}")]);
        await using (var file = File.Open(damaged, FileMode.Open))
        {
            file.Seek(file.Length / 2 / 4096 * 4096, SeekOrigin.Begin);
            await file.WriteAsync(new byte[3 * 4096], Cancel);
        }

        // Where it would be moved to there is something that cannot be replaced by a file.
        Directory.CreateDirectory(Path.Combine(Path.ChangeExtension(damaged, "corrupt"), "not empty"));
        Leave(world, "sandbox", 2, "kept");

        await using var host = world.Ingress(("Ingress:Spool:DrainBatch", "1"));

        await Eventually.TrueAsync(async () => (await world.AcceptedAsync()).Contains("kept"), cancellationToken: Cancel);
        Assert.Equal(HttpStatusCode.OK, (await new Sender(host.Client).PostAsync()).Status);
        Assert.Contains(host.Logs.GetSnapshot(), line => line.Id.Name == "NotAdopted");
        Assert.True(File.Exists(damaged));
    }

    /// <summary>What a process leaves that had spooled these events.</summary>
    private static string Leave(SpoolWorld world, string profile, int number, params string[] eventIds)
    {
        var path = Path.Combine(world.Spool, $"spool-{profile}-{number:x32}.db");
        using var file = SpoolFile.Create(path);
        file.Append([.. eventIds.Select(id => new IncomingEvent { JobId = JobIds.New(), Tenant = "Cust10001", EventId = id, Body = new byte[3000] })], long.MaxValue);
        return path;
    }
}
