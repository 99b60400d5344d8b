using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Cli.Tests;

/// <summary>What people mistype is refused with what was perhaps meant, and changes nothing.</summary>
public sealed class SlipTests(RedisFixture redis) : CliTest(redis)
{
    private const string Nobody = "00000000000000000000000000000001";

    public static TheoryData<string> OfATenant =>
    [
        "hold T --reason x", "resume T", "stop-writes T", "allow-writes T", "mode T observe --reason x", "mode T write --reason x", "mode T write --reason x --yes",
        "limits T", "explain T contact:7", "proposals T", "proposals T contact:7", "mapping T", "dead --tenant T",
        "approve T --all", "approve T contact:7", "approve T --all --yes", "reject T --all", "undo T --pass 1", "undo T --pass 1 --yes --why x", "release T --all", "ignore T --all --yes",
        "adopt T --all", "adopt T --all --yes", $"adopt T --look {Nobody}", "erase T contact:7", "erase T contact:7 --yes --why x", "enrich T contact:7", "enrich T contact:7 --yes",
    ];

    [Theory]
    [MemberData(nameof(OfATenant))]
    public async Task A_tenant_that_nobody_knows_is_refused_with_the_nearest(string command)
    {
        var refused = await RefusedAsync(command.Replace(" T", " Cust1001", StringComparison.Ordinal).Split(' '));

        Assert.Equal((1, "There is no tenant Cust1001. Did you mean Cust10001?\n"), refused);
        Assert.Equal("Nobody has changed anything.\n", (await RunAsync("operations")).Output);
    }

    [Theory]
    [InlineData("adit", "There is no command connector adit. Did you mean audit?\nSee connector --help.\n")]
    [InlineData("drain onn", "There is no command connector drain onn. Did you mean on?\nSee connector drain --help.\n")]
    [InlineData("loss", "connector loss needs a command: status, accept.\nSee connector loss --help.\n")]
    [InlineData("loss everything", "There is no command connector loss everything. There are: status, accept.\nSee connector loss --help.\n")]
    [InlineData("holds --take 0", "--take takes a whole number from 1 to 500.\nSee connector holds --help.\n")]
    public async Task A_command_that_there_is_not_is_refused_with_those_there_are_and_where_their_help_is(string command, string says) =>
        Assert.Equal((2, says), await RefusedAsync(command.Split(' ')));

    [Theory]
    [InlineData("hold .. --reason x", "There is no tenant '..'")]
    [InlineData("limits a/b", "There is no tenant 'a/b'")]
    [InlineData("proposals Cust10001 ..", "'..' names no contact or person")]
    [InlineData("erase Cust10001 sale:5", "contact:4711 or person:981")]
    [InlineData("journals forget .. --reason x", "There is no directory of journals ..")]
    [InlineData("journals forget 0198a --reason x", "There is no directory of journals 0198a")]
    [InlineData("replay Cust10001 4711", "There is no job 4711.")]
    [InlineData("release Cust10001 .. --yes", "There is no job ...")]
    [InlineData("ignore Cust10001 4711", "There is no job 4711.")]
    [InlineData($"replay Cust10001 {Nobody}", $"There is no job {Nobody}.")]
    [InlineData($"release Cust10001 {Nobody} --yes", $"There is no job {Nobody}.")]
    [InlineData($"ignore Cust10001 {Nobody}", $"There is no job {Nobody}.")]
    [InlineData("adopt Cust10001 --look 4711", "There is no preview 4711.")]
    [InlineData($"adopt Cust10001 --look {Nobody}", $"There is no preview or run {Nobody}")]
    public async Task What_there_is_not_is_said_and_ends_with_1(string command, string says)
    {
        var (exitCode, error) = await RefusedAsync(command.Split(' '));

        Assert.Equal(1, exitCode);
        Assert.StartsWith(says, error[error.IndexOf(says, StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dead --take 501", "--take takes a whole number from 1 to 500.")]
    [InlineData("dead --skip -1", "--skip takes a whole number from 0 to 100,000.")]
    [InlineData("proposals Cust10001 --take 0", "--take takes a whole number from 1 to 500.")]
    [InlineData("operations --take many", "--take takes a whole number from 1 to 500.")]
    [InlineData("erasures --take 1000", "--take takes a whole number from 1 to 500.")]
    [InlineData("holds --take 501", "--take takes a whole number from 1 to 500.")]
    [InlineData("spend --skip 100001", "--skip takes a whole number from 0 to 100,000.")]
    [InlineData("adopt Cust10001 --all --wait 3601", "--wait takes a whole number from 0 to 3,600.")]
    [InlineData("undo Cust10001 --from yesterday", "--from takes a time such as 2026-11-25T08:30Z.")]
    [InlineData("undo Cust10001", "Say which: entities, --pass,")]
    [InlineData("hold Cust10001 --reason \t", "--reason takes 1 to 500 printable characters.")]
    [InlineData("drain on --by \t", "--by takes 1 to 100 printable characters.")]
    public async Task What_is_out_of_range_is_refused_with_the_range(string command, string says)
    {
        var (exitCode, error) = await RefusedAsync(command.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.StartsWith(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dashboard_without_a_key_is_no_matter_of_the_command_line()
    {
        await using var host = DashboardHost.Start(Redis, "");

        var ended = await Cli.RunAsync(host.Address, DashboardHost.OperatorKey, Cancel, "drain", "on");

        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("ask those who run it", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Dashboard:", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mode_is_lowered_at_once_and_raised_with_yes_only()
    {
        var modes = Host.Services.GetRequiredService<TenantModes>();
        await SaysAsync(0, "mode observe", "mode", Story.Tenant, "observe", "--reason", "odd texts");

        foreach (var mode in new[] { "propose", "write" })
        {
            var said = await SaysAsync(0, "Nothing was done. To do it, repeat the command with --yes.", "mode", Story.Tenant, mode, "--reason", "mended");
            Assert.Contains($"It would be raised to {mode}:", said, StringComparison.Ordinal);
            Assert.Equal(TenantMode.Observe, (await modes.ReadAsync(Story.Tenant, Cancel)).Mode);
        }

        Assert.DoesNotContain("Nothing was done", await SaysAsync(0, "mode write", "mode", Story.Tenant, "write", "--reason", "mended", "--yes"), StringComparison.Ordinal);
        await SaysAsync(0, "mode propose", "mode", Story.Tenant, "propose", "--reason", "odd again");
        Assert.Equal(TenantMode.Propose, (await modes.ReadAsync(Story.Tenant, Cancel)).Mode);
    }
}
