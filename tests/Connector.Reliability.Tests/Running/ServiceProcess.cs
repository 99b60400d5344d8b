using System.Diagnostics;
using Connector.Testing;

namespace Connector.Reliability.Tests.Running;

/// <summary>
/// One service as it is deployed, a process of its own: started, killed, frozen and started again with the same settings, and with the
/// faults of <see cref="Fault"/> if there is one.
/// </summary>
internal sealed class ServiceProcess(string service, string name, string directory, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    /// <summary>What a process's exit code is after SIGKILL.</summary>
    private const int Killed = 128 + 9;

    /// <summary>A service is up within seconds; a machine with much to do takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Lock _writing = new();
    private Process? _process;
    private ParentWatch? _watch;
    private TaskCompletionSource _listens = New();

    /// <summary>Such as <c>worker-1</c>.</summary>
    public string Name => name;

    /// <summary>A fault of the next start, as the setting <c>Faults:Points</c> spells it; null: none.</summary>
    public string? Fault { get; set; }

    /// <summary>Settings of the next start and those after it that differ from the first one's.</summary>
    public Dictionary<string, string> Changed { get; } = [];

    /// <summary>True from when it listens until it has ended, frozen or not.</summary>
    public bool IsUp => _process is { HasExited: false } && _listens.Task.IsCompletedSuccessfully;

    /// <summary>True from <see cref="Pause"/> to <see cref="Resume"/>.</summary>
    public bool IsFrozen { get; private set; }

    public bool HasEnded => _process is null or { HasExited: true };

    /// <summary>How many lines of its log hold a text, those of earlier starts too.</summary>
    public int Said(string text)
    {
        lock (_writing)
        {
            return File.Exists(Log) ? File.ReadLines(Log).Count(line => line.Contains(text, StringComparison.Ordinal)) : 0;
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndedAsync(CancellationToken cancellationToken)
    {
        await Running.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return Running.ExitCode;
    }

    private string Log => Path.Combine(directory, $"{name}.log");

    private Process Running => _process ?? throw new InvalidOperationException($"{name} was not started.");

    /// <summary>Starts it and returns when it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before; the message holds the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        await _listens.Task.WaitAsync(Patience, cancellationToken);
    }

    /// <summary>Starts it and returns at once: with some faults it does not live until it listens.</summary>
    public void Launch()
    {
        Forget();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"Connector.{service}.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Chaos",
                ["DOTNET_ENVIRONMENT"] = "Chaos",
                // What the compiler learns about a process that is killed within the minute never pays.
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_gcConcurrent"] = "0",
                ["Jobs__Profile"] = "chaos",
                // Nobody balances load here.
                ["Shutdown__Drain"] = "00:00:00",
            },
        };
        foreach (var (key, value) in settings.Concat(Changed))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        if (Fault is not null)
        {
            start.Environment["Faults__IUnderstand"] = "this process is broken on purpose";
            start.Environment["Faults__Points__0"] = Fault;
        }

        var listens = _listens = New();
        var process = _process = Process.Start(start)!;
        _watch = new ParentWatch(process.Id, directory);
        process.OutputDataReceived += (_, line) => Note(line.Data, listens);
        process.ErrorDataReceived += (_, line) => Note(line.Data, null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public Task KillAsync() => HasEnded ? Task.CompletedTask : Signals.KillAsync(Running);

    /// <summary>SIGKILL; returns at once, for whoever waits for <see cref="HasEnded"/>.</summary>
    public void Kill() => Running.Kill();

    /// <summary>SIGTERM, as a deployment does it; returns when it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        Signals.Terminate(Running.Id);
        return await EndedAsync(cancellationToken);
    }

    /// <summary>SIGSTOP.</summary>
    public void Pause()
    {
        IsFrozen = true;
        Signals.Pause(Running.Id);
    }

    /// <summary>SIGCONT.</summary>
    public void Resume()
    {
        Signals.Resume(Running.Id);
        IsFrozen = false;
    }

    /// <summary>Waits until a fault has killed it.</summary>
    /// <exception cref="InvalidOperationException">It ended otherwise.</exception>
    public async Task KilledAsync(CancellationToken cancellationToken)
    {
        await Running.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        if (Running.ExitCode != Killed)
        {
            throw new InvalidOperationException($"{name} ended with {Running.ExitCode}: {Tail()}");
        }
    }

    /// <summary>Waits until a fault has frozen it.</summary>
    public Task FrozenAsync(CancellationToken cancellationToken) => Eventually.TrueAsync(
        () => File.ReadAllText($"/proc/{Running.Id}/stat").Split(") ")[^1][0] == 'T', Patience, $"{name} is frozen", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await KillAsync();
        }

        Forget();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Note(string? line, TaskCompletionSource? listens)
    {
        if (line is null)
        {
            listens?.TrySetException(new InvalidOperationException($"{name} ended before it listened: {Tail()}"));
            return;
        }

        lock (_writing)
        {
            File.AppendAllLines(Log, [line]);
        }

        if (line.Contains(" listens on ", StringComparison.Ordinal))
        {
            listens?.TrySetResult();
        }
    }

    private string Tail()
    {
        lock (_writing)
        {
            return File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(20)) : "(no log)";
        }
    }

    private void Forget()
    {
        _watch?.Dispose();
        _process?.Dispose();
        (_watch, _process) = (null, null);
    }
}
