namespace Connector.LocalRedis.Tests;

/// <summary>Runtimes here are scripts that record how they were called: the machine that runs the tests may have none.</summary>
public sealed class ContainerRuntimeTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private string CallsFile => Path.Combine(_machine.Bin, "calls");

    [Fact]
    public async Task Engine_that_has_the_image_is_used_without_a_word()
    {
        var docker = Runtime("docker", info: 0, inspect: 0, pull: 1);

        var found = await _machine.LocateAsync();

        Assert.Equal((docker, RedisSource.Container), (found.FileName, found.Source));
        Assert.Empty(_machine.Announced);
    }

    [Fact]
    public async Task Missing_image_is_announced_before_it_is_pulled()
    {
        Runtime("docker", info: 0, inspect: 1, pull: 0);
        var callsWhenAnnounced = "";
        var binary = await RedisBinary.LocateAsync(
            _machine.Options, _ => callsWhenAnnounced = File.ReadAllText(CallsFile), TestContext.Current.CancellationToken);

        Assert.Equal(RedisSource.Container, binary.Source);
        Assert.NotEmpty(callsWhenAnnounced);
        Assert.DoesNotContain("pull", callsWhenAnnounced, StringComparison.Ordinal);
        Assert.Contains("pull", await CallsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_fetch_forbids_pulling()
    {
        _machine.Options = _machine.Options with { AllowFetch = false };
        Runtime("docker", info: 0, inspect: 1, pull: 0);

        Assert.Contains("--no-fetch", await _machine.FailureAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("pull", await CallsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_without_an_engine_is_passed_over_for_one_with()
    {
        Runtime("docker", info: 1, inspect: 0, pull: 0);
        var podman = Runtime("podman", info: 0, inspect: 0, pull: 0);

        Assert.Equal(podman, (await _machine.LocateAsync()).FileName);
    }

    [Fact]
    public async Task Failing_pull_is_told_in_the_runtimes_words()
    {
        Runtime("podman", info: 0, inspect: 1, pull: 1);

        Assert.Contains("podman could not pull docker.io/library/redis:8.6 (no route to registry)", await _machine.FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_that_need_the_servers_process_get_no_container()
    {
        _machine.Options = _machine.Options with { AllowContainers = false };
        Runtime("docker", info: 0, inspect: 0, pull: 0);

        await _machine.FailureAsync();
        Assert.False(File.Exists(CallsFile));
    }

    [Theory]
    [InlineData("Security Options:\n  rootless", "0:0")]
    [InlineData("    rootless: true", "0:0")]
    [InlineData("    rootless: false", null)]
    public async Task Server_runs_as_the_owner_of_its_data(string info, string? user)
    {
        Runtime("docker", info: 0, inspect: 0, pull: 0, infoText: info);
        var id = await Tool.RunAsync("id", ["-u"], TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        var start = (await _machine.LocateAsync()).CreateStartInfo([], _machine.Data, 7001);

        Assert.StartsWith(user ?? id.Output.Trim() + ":", start.ArgumentList[start.ArgumentList.IndexOf("--user") + 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_is_reachable_on_loopback_only_and_can_be_removed_by_name()
    {
        Runtime("docker", info: 0, inspect: 0, pull: 0);
        var found = await _machine.LocateAsync();

        var start = string.Join(' ', found.CreateStartInfo(["--appendonly", "yes"], "/data dir", 7001).ArgumentList);

        Assert.StartsWith("run --rm --name connector-redis-7001 --publish 127.0.0.1:7001:7001 --volume /data dir:/data:Z", start, StringComparison.Ordinal);
        Assert.Contains("redis:8.6 --appendonly yes --port 7001", start, StringComparison.Ordinal);
        Assert.Equal(["rm", "--force", "connector-redis-7001"], found.CreateCleanUp(7001)!.ArgumentList);
    }

    private string Runtime(string name, int info, int inspect, int pull, string infoText = "") => _machine.Script(name, $"""
        echo "$*" >> '{CallsFile}'
        case "$1" in
            info) echo '{infoText}'; exit {info};;
            image) exit {inspect};;
            pull) [ {pull} = 0 ] || echo 'no route to registry' >&2; exit {pull};;
        esac
        """);

    private Task<string> CallsAsync() => File.ReadAllTextAsync(CallsFile, TestContext.Current.CancellationToken);
}
