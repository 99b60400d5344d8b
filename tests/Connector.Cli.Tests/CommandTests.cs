using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Intake;
using Connector.Jobs.Queue;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Cli.Tests;

/// <summary>The command against a real dashboard on a real Redis; twice as a process, as people run it.</summary>
public sealed class CommandTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task An_audit_in_order_ends_with_0_and_one_that_is_not_with_1()
    {
        await Story.CompleteAsync(1, "First");
        var good = await RunAsync("audit", "--deep");
        Assert.Equal((0, ""), (good.ExitCode, good.Error));
        Assert.Contains("Balanced", good.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing contradicts itself.", good.Output, StringComparison.Ordinal);

        var database = Host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await database.SetAddAsync("connector:{0}:scheduled", "0123456789abcdef0123456789abcdef");
        var bad = await RunAsync("audit", "--deep");
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("NOT BALANCED", bad.Output, StringComparison.Ordinal);
        Assert.Contains("connector:{0}:job:0123456789abcdef0123456789abcdef", bad.Output, StringComparison.Ordinal);
        Assert.All(bad.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain('\u001b', bad.Output);
    }

    [Fact]
    public async Task Ledgers_and_what_dead_letters_gave_up_are_shown()
    {
        var database = Host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await database.HashSetAsync("connector:{0}:counters", [new("ledgers", 12_345), new("deadExpired", 7), new("deadBodiesDropped", 2_000)]);
        await Story.BuryAsync();
        var job = (await database.SortedSetRangeByRankAsync("connector:{0}:dead"))[0];
        await database.HashSetAsync($"connector:{{0}}:job:{job}", "bodyDroppedAt", 1_700_000_000_000);

        var audit = await RunAsync("audit");
        var dead = await RunAsync("dead");

        Assert.Contains("12,345 ledgers, about 20 MB of Redis.", audit.Output, StringComparison.Ordinal);
        Assert.Contains("Too many dead letters: 7 ever ended by themselves, of 2,000 the event was", audit.Output, StringComparison.Ordinal);
        Assert.Contains("(its event is not kept", dead.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_is_held_and_resumed_and_a_second_resume_is_refused()
    {
        var held = await RunAsync("hold", Story.Tenant, "--reason", "migration", "--by", "Anna");
        var listed = await RunAsync("holds");
        var resumed = await RunAsync("resume", Story.Tenant, "--by", "Bert");
        var again = await RunAsync("resume", Story.Tenant, "--by", "Bert");
        var operations = await RunAsync("operations");

        Assert.Equal((0, 0, 0, 1, 0), (held.ExitCode, listed.ExitCode, resumed.ExitCode, again.ExitCode, operations.ExitCode));
        Assert.Contains("migration", listed.Output, StringComparison.Ordinal);
        Assert.Equal(("", "Cust10001 is not held.\n"), (again.Output, again.Error));
        Assert.Contains("resume Cust10001", operations.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_begins_and_ends_with_the_key_of_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, DashboardHost.OperatorKey + "\n", Cancel);
            var on = await Cli.RunAsync(Host.Address, null, Cancel, "drain", "on", "--key-file", file, "--by", "Anna");
            var status = await RunAsync("drain", "status", "--json");
            var off = await RunAsync("drain", "off");

            Assert.Equal((0, 0, 0), (on.ExitCode, status.ExitCode, off.ExitCode));
            Assert.Equal("Anna", JsonElement.Parse(status.Output).GetProperty("who").GetString());
            Assert.Contains("Not drained", off.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Dead_letters_and_spools_are_listed_and_strangers_cannot_steer_the_terminal()
    {
        await Story.AttachAsync(7, "contact.created");
        await Story.FinishAsync(await Story.TakeAsync(), JobOutcome.Dead, "refused", "\u001b[2Jgone [red]");
        await Host.Services.GetRequiredService<SpoolCounts>().SetAsync("ingress-1.db", 7, Cancel);

        var dead = await RunAsync("dead", "--tenant", Story.Tenant);
        var spools = await RunAsync("spools");

        Assert.Equal((0, 0), (dead.ExitCode, spools.ExitCode));
        Assert.Contains("contact:7", dead.Output, StringComparison.Ordinal);
        Assert.Contains("gone [red]", dead.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', dead.Output);
        Assert.Contains("ingress-1.db", spools.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_all_that_stands_on_stdout()
    {
        var audit = await CliProcess.RunAsync(Host.Address, null, Cancel, "audit", "--json");

        Assert.Equal((0, ""), (audit.ExitCode, audit.Error));
        Assert.True(JsonElement.Parse(audit.Output).GetProperty("balanced").GetBoolean());
    }

    [Theory]
    [InlineData(2, "--key-file", "drain", "on")]
    [InlineData(2, "--reason", "hold", "Cust10001")]
    [InlineData(2, "nonsense", "nonsense")]
    [InlineData(2, "not an address", "audit", "--url", "ftp://x")]
    [InlineData(3, "cannot be reached", "audit", "--url", "http://127.0.0.1:9")]
    public async Task What_cannot_be_done_is_said_on_stderr_with_its_exit_code(int exitCode, string says, params string[] arguments)
    {
        var ended = await Cli.RunAsync(Host.Address, null, Cancel, arguments);

        Assert.Equal((exitCode, ""), (ended.ExitCode, ended.Output));
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_not_shown()
    {
        var ended = await CliProcess.RunAsync(Host.Address, "a-wrong-key", Cancel, "drain", "on");

        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.DoesNotContain("a-wrong-key", ended.Error, StringComparison.Ordinal);
        Assert.Null(await Host.Services.GetRequiredService<Drains>().FindAsync(Cancel));
    }
}
