using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Connector.Testing.AppHosts;

/// <summary>
/// The built AppHost, started as a person does: by <c>dotnet run</c>, perhaps in a terminal. It has ports, data and secrets of its own,
/// and whatever happens to it or to the test process, none of its processes is left. Linux only.
/// </summary>
public sealed class AppHostProcess : IAsyncDisposable
{
    private const string LoginLine = "Aspire's dashboard, with resources, logs and traces: ";
    private const char InterruptKey = '\x03';
    private const int Columns = 100;

    /// <summary>For a whole start, or a whole end, on a machine that is busy otherwise.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly int[] Ports = [8003, 8004, 8005, 8006, 8007, 15080, 15081, 4317];
    private readonly string _variable = $"CONNECTOR_TEST_RUN={Guid.NewGuid():N}";
    private readonly string _directory = Directory.CreateTempSubdirectory("connector-run-").FullName;
    private readonly List<string> _lines = [];
    private readonly Process _process;
    private readonly RunCleaner _cleaner;

    private AppHostProcess(AppHostStart start)
    {
        DataDirectory = start.DataDirectory ?? Path.Combine(_directory, "data");
        Shift = start.Shift ?? FreeShift();
        _cleaner = new RunCleaner(_variable, _directory);
        _process = new Process { StartInfo = start.InTerminal ? Terminal(start) : new ProcessStartInfo("dotnet", Arguments(start)) };
        var info = _process.StartInfo;
        (info.WorkingDirectory, info.RedirectStandardInput, info.RedirectStandardOutput, info.RedirectStandardError) = (Checkout.Root, true, true, true);
        // What the compiler learns about a process of two minutes never pays.
        foreach (var pair in start.Environment.Append("DOTNET_TieredPGO=0").Append("DOTNET_NOLOGO=1").Append(_variable))
        {
            info.Environment[pair.Split('=')[0]] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The secrets of this run; none of them may be seen anywhere.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; } = new[] { "webhook-token", "webhook-secret", "operator-key", "redis-password" }
        .ToDictionary(name => name, _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));

    /// <summary>Where its data are; gone with it unless the test named the place.</summary>
    public string DataDirectory { get; }

    /// <summary>By how much its ports are higher than usual.</summary>
    public int Shift { get; }

    /// <summary>What it has written so far, to both outputs.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Where Aspire's dashboard is opened without another login, once a line has said so.</summary>
    public string LoginAddress => Lines.Single(line => line.StartsWith(LoginLine, StringComparison.Ordinal))[LoginLine.Length..];

    /// <summary>All its processes that run, from <c>dotnet run</c> to the services.</summary>
    public IReadOnlyList<RunProcess> Processes => RunProcess.With(_variable);

    /// <summary>The AppHost's own process.</summary>
    public RunProcess AppHost => Processes.Single(process => process.Name == "Connector.AppHost");

    /// <summary>Starts one; <see cref="ReadyAsync"/> waits until everything runs.</summary>
    public static AppHostProcess Start(AppHostStart? start = null) => new(start ?? new AppHostStart());

    /// <summary>A service's address, by its usual port.</summary>
    public Uri AddressOf(int usualPort) => new($"http://localhost:{usualPort + Shift}");

    /// <summary>Waits until everything runs, and says how long that took.</summary>
    public async Task<string> ReadyAsync(CancellationToken cancellationToken) => await LineAsync("Everything runs", cancellationToken);

    /// <summary>Waits for a line that has this text.</summary>
    public async Task<string> LineAsync(string part, CancellationToken cancellationToken)
    {
        string? found;
        try
        {
            found = await Eventually.ValueAsync(
                () => Task.FromResult(Lines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal))),
                line => line is not null || _process.HasExited, Patience, $"a line with '{part}'", cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{string.Join('\n', Lines.TakeLast(40))}", late);
        }

        return found ?? Lines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"It ended without a line with '{part}':\n{string.Join('\n', Lines)}");
    }

    /// <summary>Ctrl+C, in a terminal.</summary>
    public void PressInterrupt()
    {
        _process.StandardInput.Write(InterruptKey);
        _process.StandardInput.Flush();
    }

    /// <summary>Closes the window that the terminal is in.</summary>
    public void CloseTerminal() => _process.Kill();

    /// <summary>Waits until what was started has ended, for a person: until the prompt is back.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until nothing of it runs any more.</summary>
    public async Task NothingLeftAsync(CancellationToken cancellationToken) => await Eventually.ValueAsync(
        () => Task.FromResult(string.Join('\n', Processes.Select(process => $"{process.Id} {process.CommandLine}"))),
        left => left.Length == 0, Patience, "nothing of the run is left", cancellationToken);

    /// <summary>Ends whatever of it runs, and removes its directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cleaner.DisposeAsync();
        _process.Dispose();
    }

    private static int FreeShift()
    {
        // Below the ports that systems give to whoever asks for any.
        var shift = RandomNumberGenerator.GetInt32(1_000, 17_000);
        return Ports.All(port => IsFree(port + shift)) ? shift : FreeShift();
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private IEnumerable<string> Arguments(AppHostStart start) =>
    [
        "run", "--no-build", "--configuration", Checkout.Configuration, "--project", Checkout.AppHostProject, "--",
        // Where a container runtime is installed, an image might have to be fetched first.
        "--Redis:Run", "process",
        "--DataDirectory", DataDirectory, "--Ports:Shift", Shift.ToString(CultureInfo.InvariantCulture),
        .. Secrets.SelectMany(secret => new[] { $"--Parameters:{secret.Key}", secret.Value }),
        .. start.Arguments,
    ];

    // util-linux' script has the terminal; what is typed into it is a key.
    private ProcessStartInfo Terminal(AppHostStart start)
    {
        var command = string.Join(' ', Arguments(start).Select(argument => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        return new ProcessStartInfo("script", ["-qfec", $"stty cols {Columns} rows 50; exec dotnet {command}", "/dev/null"]);
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(line.TrimEnd('\r'));
            }
        }
    }
}
