using System.Diagnostics;
using Connector.LocalRedis;
using StackExchange.Redis;

namespace Connector.Testing.Redis;

/// <summary>
/// A real Redis server of its own, on a random loopback port, with its data in a temporary directory. Durable as in production:
/// append-only file, fsync before every answer, no eviction. Can be killed, restarted on the same data, and frozen.
/// </summary>
/// <remarks>
/// The server is the one on PATH, else the one the AppHost would fetch. A test starts one by <see cref="StartNewAsync"/>. A test project
/// shares one, with <see cref="FlushAsync"/> between tests, by a fixture of two lines:
/// <code>
/// public sealed class RedisFixture : RedisServer, IAsyncLifetime
/// {
///     public async ValueTask InitializeAsync() => await StartAsync();
/// }
/// </code>
/// </remarks>
public class RedisServer(RedisServerOptions? options = null) : IAsyncDisposable
{
    private const int PortAttempts = 5;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly Lazy<Task<RedisBinary>> Binary = new(() =>
        RedisBinary.LocateAsync(new RedisLocateOptions(), Console.Error.WriteLine, CancellationToken.None));

    private readonly RedisServerOptions _options = options ?? new RedisServerOptions();
    private readonly string _directory = Directory.CreateTempSubdirectory("connector-redis-").FullName;
    private Process? _process;
    private ParentWatch? _watch;
    private ConnectionMultiplexer? _admin;

    /// <summary>The TCP port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process; another one after a restart.</summary>
    public int ProcessId => Running.Id;

    /// <summary>For StackExchange.Redis, password included.</summary>
    public string ConnectionString => _options.Password is null ? $"127.0.0.1:{Port}" : $"127.0.0.1:{Port},password={_options.Password}";

    /// <summary>Where the server has its append-only file. What is copied from here while nobody writes is a backup.</summary>
    public string DataDirectory => _directory;

    private Process Running => _process ?? throw new InvalidOperationException("The Redis server is not running.");

    /// <summary>A server that answers; the caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">It ended at once or does not answer; the message holds its output.</exception>
    public static async Task<RedisServer> StartNewAsync(RedisServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new RedisServer(options);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts on a random port and returns when the server answers.</summary>
    /// <exception cref="InvalidOperationException">It ended at once or does not answer; the message holds its output.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort.Next();
            try
            {
                await LaunchAsync(cancellationToken);
                return;
            }
            catch (PortTakenException) when (attempt < PortAttempts)
            {
                // Somebody took the port in between: the next one.
            }
        }
    }

    /// <summary>A connection of one's own; the caller disposes it. Only an admin's may flush, configure and the like.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync(bool allowAdmin = false) =>
        await ConnectionMultiplexer.ConnectAsync(ConnectionString, options => options.AllowAdmin = allowAdmin);

    /// <summary>Empties all databases and drops functions and cached scripts, so that tests can share a server.</summary>
    public async Task FlushAsync()
    {
        if (_admin is { IsConnected: false })
        {
            await _admin.DisposeAsync();
            _admin = null;
        }

        _admin ??= await ConnectAsync(allowAdmin: true);
        var database = _admin.GetDatabase();
        await database.ExecuteAsync("FLUSHALL");
        await database.ExecuteAsync("SCRIPT", "FLUSH");
        await database.ExecuteAsync("FUNCTION", "FLUSH");
    }

    /// <summary>SIGKILL: what was not yet in the append-only file is gone.</summary>
    public async Task KillAsync()
    {
        await Signals.KillAsync(Running);
        Forget();
    }

    /// <summary>Starts a killed server again, or stops and starts a running one: same port, same data.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default) => RestartAsync([], cancellationToken);

    /// <summary>The same with more arguments, which only this start has.</summary>
    public async Task RestartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await StopAsync();
        await LaunchAsync(cancellationToken, arguments);
    }

    /// <summary>Keeps a copy of the data; nobody may be writing.</summary>
    /// <returns>Where it is, for <see cref="RestoreAsync"/>. It goes with the server.</returns>
    public string BackUp()
    {
        var backup = Path.Combine(_directory, $"backup-{Guid.NewGuid():N}");
        Copy(Path.Combine(_directory, "appendonlydir"), backup);
        return backup;
    }

    /// <summary>SIGKILL, then the same server on the data of a backup, this server's or another's.</summary>
    public async Task RestoreAsync(string backup, CancellationToken cancellationToken = default)
    {
        await KillAsync();
        var data = Path.Combine(_directory, "appendonlydir");
        Directory.Delete(data, recursive: true);
        Copy(backup, data);
        await RestartAsync(cancellationToken);
    }

    /// <summary>SIGSTOP: connections stay open, nothing answers.</summary>
    public void Pause() => Signals.Pause(ProcessId);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signals.Resume(ProcessId);

    /// <summary>Ends the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
        {
            await _admin.DisposeAsync();
        }

        if (_process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task LaunchAsync(CancellationToken cancellationToken, IReadOnlyList<string>? more = null)
    {
        var binary = await Binary.Value.WaitAsync(cancellationToken);
        var start = binary.CreateStartInfo([.. Arguments(), .. more ?? []], _directory, Port);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = _directory;
        var process = _process = Process.Start(start)!;
        _watch = new ParentWatch(process.Id, _directory);
        var output = new ProcessOutput(process);
        try
        {
            await RedisReadiness.WaitAsync(process, Port, _options.Password, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            await KillAsync();
            throw output.Text.Contains("Address already in use", StringComparison.Ordinal)
                ? new PortTakenException()
                : new InvalidOperationException($"redis-server {binary.FileName} did not start: {e.Message}\n{output.Text}", e);
        }
    }

    private IEnumerable<string> Arguments() =>
    [
        "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", "", "--loglevel", "notice",
        .. _options.Password is null ? Array.Empty<string>() : ["--requirepass", _options.Password],
        .. _options.ExtraArguments,
    ];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        Resume(); // A frozen process would not see the request.
        Signals.Terminate(ProcessId);
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            await Signals.KillAsync(_process);
        }

        Forget();
    }

    private void Forget()
    {
        _watch?.Dispose();
        _process?.Dispose();
        _watch = null;
        _process = null;
    }

    private sealed class PortTakenException : Exception;
}
