using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Connector.LocalHosting.Running;

/// <summary>Where a run's lines go: a person's console, or a test's log.</summary>
internal abstract class RunOutput
{
    /// <summary>A line a process wrote.</summary>
    public abstract void Line(string process, string text, bool isError);

    /// <summary>A line of ours, about something that needs a person if <paramref name="isProblem"/>.</summary>
    public abstract void Notice(string text, bool isProblem = false);
}

/// <summary>Each line with its process's name before it; coloured on a terminal only.</summary>
internal sealed partial class ConsoleOutput(TextWriter console, bool colour) : RunOutput
{
    private static readonly int[] Colours = [36, 32, 33, 35, 34, 96, 92, 95];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _colours = [];

    public override void Line(string process, string text, bool isError)
    {
        lock (_lock)
        {
            _colours.TryAdd(process, Colours[_colours.Count % Colours.Length]);

            // The services colour their lines whoever reads them, as Aspire asks them to.
            var shown = colour ? text : EscapeSequence().Replace(text, "");
            console.WriteLine($"{Paint($"{process,-10} |", _colours[process])} {shown}");
        }
    }

    public override void Notice(string text, bool isProblem)
    {
        lock (_lock)
        {
            console.WriteLine(isProblem ? Paint($"ERROR: {text}", 31) : Paint(text, 1));
        }
    }

    private string Paint(string text, int code) => colour ? $"\e[{code}m{text}\e[0m" : text;

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]")]
    private static partial Regex EscapeSequence();
}

/// <summary>Log entries: category <c>{AppHost}.Resources.{process}</c>, errors for standard error.</summary>
internal sealed partial class LoggedOutput(ILoggerFactory loggers, string appHost) : RunOutput
{
    public override void Line(string process, string text, bool isError) => Write($"{appHost}.Resources.{process}", text, isError);

    public override void Notice(string text, bool isProblem) => Write($"{appHost}.LocalHosting", text, isProblem);

    private void Write(string category, string text, bool isError)
    {
        var (logger, level) = (loggers.CreateLogger(category), isError ? LogLevel.Error : LogLevel.Information);
        Log(logger, level, text);
    }

    [LoggerMessage(EventId = 1, Message = "{Text}")]
    private static partial void Log(ILogger logger, LogLevel level, string text);
}
