using System.Diagnostics;

namespace Connector.Testing.Redis;

/// <summary>Keeps the last lines of a process's output, and keeps its pipes from filling up.</summary>
public sealed class ProcessOutput
{
    private const int Kept = 40;
    private readonly Queue<string> _lines = new();

    /// <summary>Begins to read; the process must have both outputs redirected.</summary>
    public ProcessOutput(Process process)
    {
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The last lines.</summary>
    public string Text
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }
}
