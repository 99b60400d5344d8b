using System.Diagnostics;
using System.Globalization;

namespace Connector.Cli.Showing;

/// <summary>
/// Says on stderr how far a command is that takes longer than two seconds, and about how long it will still take; only where that is a terminal.
/// </summary>
internal sealed class StepProgress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly TextWriter? _terminal;
    private readonly int _steps;
    private int _done;
    private int _shown;

    /// <param name="error">The command's stderr.</param>
    /// <param name="steps">How many steps there are.</param>
    public StepProgress(TextWriter error, int steps) => (_terminal, _steps) = (
        error == Console.Error && !Console.IsErrorRedirected ? error : null, Math.Max(1, steps));

    /// <summary>A step begins.</summary>
    public void Step(string what)
    {
        if (_terminal is not null && _since.Elapsed > Patience)
        {
            var left = _done == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture, $", about {Math.Ceiling(_since.Elapsed.TotalSeconds / _done * (_steps - _done)):0} s left");
            var line = $"{_done} of {_steps}: {what}{left}";
            _terminal.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }

        _done++;
    }

    public void Dispose()
    {
        if (_shown > 0)
        {
            _terminal?.Write($"\r{new string(' ', _shown)}\r");
        }
    }
}
