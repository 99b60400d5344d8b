using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Connector.AppHost.Redis;
using Connector.LocalRedis;
using Connector.Testing;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace Connector.AppHost.Tests;

/// <summary>A real server on the configuration that the AppHost writes.</summary>
[SupportedOSPlatform("linux")]
public sealed class RedisDataTests : IDisposable
{
    private const string Password = "it's a \"secret\" with \\ and blanks";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly IConfiguration Settings = new ConfigurationBuilder().Build();

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("connector-redis-data-");
    private readonly RedisData _data;

    public RedisDataTests() => _data = new RedisData(Path.Combine(_parent.FullName, "a 'directory' with \"quotes\" and blanks"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task Server_reads_it_as_meant_whatever_stands_in_path_and_password()
    {
        await WriteAsync();
        await using var server = await StartAsync();
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        await database.StringSetAsync("key", "value");

        var settings = new Dictionary<string, string?>();
        foreach (var name in (string[])["dir", "appendonly", "appendfsync", "maxmemory", "maxmemory-policy", "stop-writes-on-bgsave-error", "bind"])
        {
            settings[name] = (string?)((RedisResult[]?)await database.ExecuteAsync("CONFIG", "GET", name))![1];
        }

        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["dir"] = _data.Directory,
                ["appendonly"] = "yes",
                ["appendfsync"] = "always",
                ["maxmemory"] = "1073741824",
                ["maxmemory-policy"] = "noeviction",
                ["stop-writes-on-bgsave-error"] = "no",
                ["bind"] = "127.0.0.1 -::1",
            },
            settings);
        Assert.True(Directory.Exists(Path.Combine(_data.Directory, "appendonlydir")));
    }

    // Two servers on one append-only file destroy it.
    [Fact]
    public async Task Second_server_is_refused_while_the_first_lives_and_no_longer()
    {
        await WriteAsync();
        Assert.Null(await _data.FreeAsync(TimeSpan.Zero, Cancelled));
        await using (var server = await StartAsync())
        {
            var problem = await _data.FreeAsync(TimeSpan.Zero, Cancelled);

            Assert.NotNull(problem);
            Assert.Contains($"process id {server.Process.Id} ", problem, StringComparison.Ordinal);
            Assert.Contains(_data.Directory, problem, StringComparison.Ordinal);
            Assert.Contains("--DataDirectory", problem, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(ProcessFile), "The killed server has left its number behind.");
        Assert.Null(await _data.FreeAsync(TimeSpan.Zero, Cancelled));
    }

    [Theory]
    [InlineData("no number")]
    [InlineData("")]
    [InlineData("999999999")]
    [InlineData(null)]
    public async Task Number_left_behind_that_is_no_server_of_these_data_stands_in_nobodys_way(string? content)
    {
        _data.Create();

        // Null: the number is a living process's by now, for instance this one's.
        await File.WriteAllTextAsync(ProcessFile, content ?? Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Cancelled);

        Assert.Null(await _data.FreeAsync(TimeSpan.Zero, Cancelled));
    }

    [Fact]
    public async Task Waiting_for_the_first_server_ends_with_it()
    {
        await WriteAsync();
        var server = await StartAsync();
        var free = _data.FreeAsync(StartPatience, Cancelled);

        await server.DisposeAsync();

        Assert.Null(await free);
    }

    private string ProcessFile => Path.Combine(_data.Directory, "redis.pid");

    private async Task WriteAsync()
    {
        _data.Create();
        await _data.ConfigureAsync(Settings, Password, Cancelled);
    }

    private async Task<Server> StartAsync()
    {
        var binary = await RedisBinary.LocateAsync(new RedisLocateOptions(), Console.Error.WriteLine, Cancelled);
        var port = FreePort.Next();
        var start = new ProcessStartInfo(binary.FileName, [_data.ConfigurationFile, "--port", port.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = _data.Directory,
        };
        foreach (var (name, value) in binary.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var server = new Server(process, port, new ParentWatch(process.Id, _parent.FullName));
        await Eventually.ValueAsync(
            async () => process.HasExited ? "The server has ended." : await RedisPing.ProbeAsync(port, Password, StartPatience, Cancelled),
            problem => problem is null, StartPatience, "the server answers", Cancelled);
        return server;
    }

    private sealed record Server(Process Process, int Port, ParentWatch Watch) : IAsyncDisposable
    {
        public async Task<ConnectionMultiplexer> ConnectAsync()
        {
            var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", Port } }, Password = Password, AllowAdmin = true };
            return await ConnectionMultiplexer.ConnectAsync(options);
        }

        public async ValueTask DisposeAsync()
        {
            await Signals.KillAsync(Process);
            Watch.Dispose();
            Process.Dispose();
        }
    }
}
