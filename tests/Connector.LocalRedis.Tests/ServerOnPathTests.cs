namespace Connector.LocalRedis.Tests;

public sealed class ServerOnPathTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Server_on_path_is_used_without_a_word()
    {
        var file = _machine.Script("redis-server", "echo 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'");

        var found = await _machine.LocateAsync();

        Assert.Equal((file, new Version(7, 0, 15), RedisSource.Path), (found.FileName, found.Version, found.Source));
        Assert.Empty(_machine.Announced);
    }

    [Fact]
    public async Task Valkey_stands_in_for_redis()
    {
        var file = _machine.Script("valkey-server", "echo 'Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'");

        Assert.Equal(file, (await _machine.LocateAsync()).FileName);
    }

    [Fact]
    public async Task Too_old_server_is_passed_over_for_a_newer_one()
    {
        _machine.Script("redis-server", "echo 'Redis server v=6.0.16 sha=00000000:0'");
        var newer = _machine.Script("valkey-server", "echo 'Valkey server v=7.2.5 sha=00000000:0'");

        Assert.Equal(newer, (await _machine.LocateAsync()).FileName);
    }

    [Fact]
    public async Task Too_old_server_alone_is_named_with_the_version_that_is_needed()
    {
        var file = _machine.Script("redis-server", "echo 'Redis server v=6.0.16 sha=00000000:0'");

        Assert.Contains($"{file} is version 6.0.16, 7.0 or newer is needed", await _machine.FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_does_not_run_is_named_with_its_own_complaint()
    {
        _machine.Script("redis-server", "echo 'error while loading shared libraries: libjemalloc.so.2' >&2; exit 127");

        Assert.Contains("libjemalloc.so.2", await _machine.FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_not_executable_is_no_server()
    {
        await File.WriteAllTextAsync(Path.Combine(_machine.Bin, "redis-server"), "", TestContext.Current.CancellationToken);

        Assert.Contains("neither redis-server nor valkey-server is on PATH", await _machine.FailureAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ID=debian", "sudo apt-get install redis-server")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "sudo apt-get install redis-server")]
    [InlineData("ID=fedora", "sudo dnf install valkey")]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", "sudo dnf install redis")]
    [InlineData("ID=alpine", "sudo apk add redis")]
    [InlineData("ID=arch", "sudo pacman -S valkey")]
    [InlineData("ID=nixos", "this system's package manager")]
    [InlineData("", "this system's package manager")]
    public async Task Without_any_server_one_sentence_tells_what_to_type(string osRelease, string command)
    {
        await File.WriteAllTextAsync(_machine.OsRelease, osRelease, TestContext.Current.CancellationToken);

        var sentence = await _machine.FailureAsync();

        Assert.Contains(command, sentence, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__redis", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void Start_puts_port_address_and_directory_last_so_that_they_win()
    {
        var binary = new RedisBinary { FileName = "/usr/bin/redis-server", Version = new Version(7, 0), Source = RedisSource.Path };

        var start = binary.CreateStartInfo(["--appendonly", "yes"], "/data dir", 7001);

        Assert.Equal(
            ["--appendonly", "yes", "--port", "7001", "--bind", "127.0.0.1", "-::1", "--dir", "/data dir"], start.ArgumentList);
    }
}
