using System.Diagnostics;

namespace Connector.LocalProcesses;

/// <summary>A running child: its lines, its end, and how to bring that about.</summary>
internal sealed class ChildProcess
{
    private const int KeptErrors = 5;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _errors = new();

    /// <param name="command">What to start.</param>
    /// <param name="output">Takes every line, and whether it is of standard error.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public ChildProcess(ProcessStartInfo command, Action<string, bool> output)
    {
        command.RedirectStandardInput = command.RedirectStandardOutput = command.RedirectStandardError = true;
        var process = new Process { StartInfo = ProcessGroup.OfItsOwn(command), EnableRaisingEvents = true };
        process.Exited += (_, _) => _exited.TrySetResult();
        process.Start();
        Id = process.Id;
        Completion = RunAsync(process, output);
    }

    public int Id { get; }

    /// <summary>The exit code (128 + signal where a signal ended it) and the last lines of standard error.</summary>
    public Task<(int ExitCode, string LastErrors)> Completion { get; }

    /// <summary>SIGTERM; SIGKILL for it and all it started if it is still there after <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        Signal(ProcessGroup.Terminate);
        if (await Task.WhenAny(_exited.Task, Task.Delay(grace)) != _exited.Task)
        {
            Signal(ProcessGroup.Kill);
        }

        await Completion;
    }

    private void Signal(int signal)
    {
        // Not after its end: the number may be another process's by then.
        if (!_exited.Task.IsCompleted)
        {
            ProcessGroup.Signal(Id, signal);
        }
    }

    private async Task<(int ExitCode, string LastErrors)> RunAsync(Process process, Action<string, bool> output)
    {
        using (process)
        using (new Watchdog(Id))
        {
            process.StandardInput.Close();
            var reading = Task.WhenAll(ReadAsync(process.StandardOutput, false, output), ReadAsync(process.StandardError, true, output));
            await _exited.Task;

            // What a child leaves behind may hold the pipes open; its last lines are worth a moment, not more.
            ProcessGroup.KillAll(Id);
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1)));
            return (process.ExitCode, string.Join(" / ", _errors.ToArray()));
        }
    }

    private async Task ReadAsync(StreamReader reader, bool isError, Action<string, bool> output)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                output(line, isError);
                if (isError && line.Length > 0)
                {
                    _errors.Enqueue(line.Trim());
                    while (_errors.Count > KeptErrors)
                    {
                        _errors.Dequeue();
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe went with the process.
        }
    }
}
