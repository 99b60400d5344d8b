using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Testing.Redis;

namespace Connector.Jobs.Tests;

public sealed class WritePermissionTests(RedisFixture redis)
{
    [Theory]
    [InlineData(TenantMode.Write, null, false, WriteVerdict.Granted)]
    [InlineData(TenantMode.Write, "write", false, WriteVerdict.Granted)]
    [InlineData(TenantMode.Write, "propose", false, WriteVerdict.ModeForbids)]
    [InlineData(TenantMode.Write, "nonsense", false, WriteVerdict.ModeForbids)]
    [InlineData(TenantMode.Propose, "write", false, WriteVerdict.ModeForbids)]
    [InlineData(TenantMode.Observe, null, false, WriteVerdict.ModeForbids)]
    [InlineData(TenantMode.Observe, "observe", true, WriteVerdict.Granted)]
    [InlineData(TenantMode.Propose, null, true, WriteVerdict.Granted)]
    public async Task The_mode_decides_on_records_and_not_on_setting_up(TenantMode configured, string? set, bool setUp, WriteVerdict expected)
    {
        await using var machine = await Machine.StartAsync(redis);
        if (set is not null)
        {
            await machine.Redis.HashSetAsync($"{Machine.Prefix}tenant:{Machine.Tenant}", "mode", set);
        }

        Assert.Equal(expected, await AskAsync(machine, configured, setUp));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_stop_of_the_tenant_or_of_all_stops_both(bool setUp)
    {
        await using var machine = await Machine.StartAsync(redis);
        var (tenant, all) = ($"{Machine.Prefix}tenant:{Machine.Tenant}", Machine.Prefix + "write-stop");

        await machine.Redis.HashSetAsync(tenant, "writeStop", "1");
        Assert.Equal(WriteVerdict.WriteStopped, await AskAsync(machine, TenantMode.Write, setUp));
        await machine.Redis.HashDeleteAsync(tenant, "writeStop");
        await machine.Redis.StringSetAsync(all, "1");
        Assert.Equal(WriteVerdict.WriteStopped, await AskAsync(machine, TenantMode.Write, setUp));
        await machine.Redis.KeyDeleteAsync(all);
        Assert.Equal(WriteVerdict.Granted, await AskAsync(machine, TenantMode.Write, setUp));
    }

    [Fact]
    public async Task What_Redis_does_not_answer_in_time_is_not_granted()
    {
        await using var own = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(own.ConnectionString + ",asyncTimeout=120000");
        Assert.Equal(WriteVerdict.Granted, await AskAsync(machine, TenantMode.Write, setUp: false));
        var began = TimeProvider.System.GetTimestamp();

        own.Pause();
        var verdict = await AskAsync(machine, TenantMode.Write, setUp: false);
        own.Resume();

        Assert.Equal(WriteVerdict.Unknown, verdict);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0.4, 60);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(GrantKind.Approve)]
    [InlineData(GrantKind.Undo)]
    public async Task A_pass_sends_nothing_once_it_may_have_lost_its_account(GrantKind? grant)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        Assert.Equal(WriteVerdict.Granted, await AskAsync(pass));

        await machine.ExpireAsync(pass);
        Assert.Equal(WriteVerdict.LeaseLost, await AskAsync(pass));

        await machine.Passes.ReclaimAsync(Machine.Cancellation);
        var next = await machine.TakeAsync();
        Assert.Equal(WriteVerdict.LeaseLost, await AskAsync(pass));
        Assert.Equal(WriteVerdict.Granted, await AskAsync(next));

        Task<WriteVerdict> AskAsync(Pass asking) => new WritePermissions(machine.Shard).AskAsync(asking, TenantMode.Write, grant, Machine.Cancellation);
    }

    private static Task<WriteVerdict> AskAsync(Machine machine, TenantMode configured, bool setUp) =>
        new WritePermissions(machine.Shard).AskAsync(Machine.Tenant, configured, setUp, Machine.Cancellation);
}
