using System.Runtime.Versioning;
using Connector.AppHost.Redis;

namespace Connector.AppHost.Tests;

/// <summary>Redis as a process of this machine: what it is started with. Whoever reads its log or lists processes sees its whole command line.</summary>
[SupportedOSPlatform("linux")]
public sealed class RedisProcessTests : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly MadeUpPath _path = new MadeUpPath().With("redis-server", "echo 'Redis server v=7.0.15 sha=00000000:0'");
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("connector data \"quoted\" ");

    public void Dispose()
    {
        _path.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Services_reach_it_with_a_password_that_its_command_line_does_not_hold()
    {
        await using var model = await ModelAsync();

        var arguments = await model.ArgumentsAsync("redis");
        var connection = await model.ConnectionStringAsync("redis");

        Assert.Matches("^localhost:9379,password=[A-Za-z0-9]{32}$", connection);
        Assert.Equal(connection, (await model.VariablesAsync("worker"))["ConnectionStrings__redis"]);
        Assert.Equal([Path.Combine(_path.Directories, "redis-server"), Path.Combine(Home, "redis.conf"), "--port", "9379"], arguments);
        Assert.Equal("env", Assert.IsType<RedisProcess>(model.Resource("redis")).Command);
    }

    [Fact]
    public async Task Before_it_starts_its_directory_and_configuration_are_there_for_its_user_alone()
    {
        await using var model = await ModelAsync("--RedisMemory", "512mb");
        var password = (await model.ConnectionStringAsync("redis"))!.Split("password=")[1];

        await model.PrepareAsync("redis");

        var file = Path.Combine(Home, "redis.conf");
        Assert.Equal((OwnersFile | UnixFileMode.UserExecute, OwnersFile), (File.GetUnixFileMode(Home), File.GetUnixFileMode(file)));
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        string[] demanded =
        [
            "appendonly yes", "appendfsync always", "maxmemory 512mb", "maxmemory-policy noeviction", "stop-writes-on-bgsave-error no",
            $"requirepass \"{password}\"",
        ];
        Assert.Empty(demanded.Except(lines));
        Assert.Equal([file], Directory.GetFiles(Home));
    }

    private string Home => Path.Combine(_data.FullName, "sandbox", "Cust10001");

    private Task<AppModel> ModelAsync(params string[] arguments) =>
        AppModel.CreateAsync([.. arguments, "--PATH", _path.Directories, "--DataDirectory", _data.FullName, "--Ports:redis", "9379"]);
}
