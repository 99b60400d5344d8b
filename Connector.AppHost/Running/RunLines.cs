using System.Globalization;
using System.Text.RegularExpressions;

namespace Connector.AppHost.Running;

/// <summary>
/// Lines for a person: time, resource, text, folded at the terminal's width or at 100 columns. Of a service's line what is not worth
/// reading twice is left out: level and category of what is merely information.
/// </summary>
internal sealed partial class RunLines(TextWriter console, int width, bool colour, TimeProvider time)
{
    // A replica's name has a suffix.
    private const int NameWidth = 15;

    // The port behind the orchestrator's proxy is of no use to a person; what follows says the same as states and services' own lines.
    private static readonly string[] ToldOtherwise = ["Connector.Start[2]", "Microsoft.Extensions.Diagnostics.HealthChecks.", "StackExchange.Redis."];

    private const string OrchestratorStarts = "[sys] Starting process";
    private const string Red = "31";
    private const string Yellow = "33";
    private const string Bold = "1";
    private readonly Lock _lock = new();

    /// <summary>
    /// Writes a line of a resource's own log, unless it is chatter: the orchestrator's, that of <c>dotnet run</c>, a greeting of Redis. What
    /// went to standard error is none.
    /// </summary>
    /// <returns>The text, if it may tell why the resource ends, should it end now.</returns>
    public string? Log(string resource, string raw, bool isError)
    {
        var line = PlainText.Of(raw);
        var written = Timestamps().Match(line) is { Success: true } stamped
            && DateTimeOffset.TryParse(stamped.Groups[1].Captures[0].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : time.GetUtcNow();
        line = Timestamps().Replace(line, "", 1);
        if (CouldNotStart().Match(line) is { Success: true } failed)
        {
            return failed.Groups["why"].Value; // The line with the state, which follows, says it.
        }

        if (ServiceLine().Match(line) is not { Success: true } service)
        {
            if (isError)
            {
                Write(written, resource, line, Red);
            }

            return line.StartsWith(OrchestratorStarts, StringComparison.Ordinal) ? null : line;
        }

        var (text, level) = (service.Groups["text"].Value, service.Groups["level"].Value);
        var problem = level is "warn" or "fail" or "crit";
        if (!ToldOtherwise.Any(told => service.Groups["event"].Value.StartsWith(told, StringComparison.Ordinal)))
        {
            Write(written, resource, problem ? $"{Word(level)}: {text}" : text, level == "warn" ? Yellow : problem ? Red : null);
        }

        return level is "fail" or "crit" ? text : null;
    }

    /// <summary>Writes what became of a resource.</summary>
    public void State(string resource, string text, bool isProblem) => Write(time.GetUtcNow(), resource, PlainText.Of(text), isProblem ? Red : Bold);

    /// <summary>Writes lines as they are, between empty ones.</summary>
    public void Block(IEnumerable<string> block)
    {
        lock (_lock)
        {
            Put(string.Join(Environment.NewLine, ["", .. block, ""]));
        }
    }

    private void Write(DateTimeOffset at, string resource, string text, string? paint)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, time.LocalTimeZone):HH:mm:ss} {resource,-NameWidth} ");
        var indent = new string(' ', head.Length);
        lock (_lock)
        {
            foreach (var (part, index) in Fold(text, Math.Max(width - head.Length, 40)).Select((part, index) => (part, index)))
            {
                Put((index == 0 ? head : indent) + (colour && paint is not null ? $"\e[{paint}m{part}\e[0m" : part));
            }
        }
    }

    private void Put(string line)
    {
        try
        {
            console.WriteLine(line);
        }
        catch (IOException)
        {
            // The terminal was closed: nobody reads, and the end is under way.
        }
    }

    private static IEnumerable<string> Fold(string text, int columns)
    {
        while (text.Length > columns)
        {
            var blank = text.LastIndexOf(' ', columns);
            var end = blank > 0 ? blank : char.IsHighSurrogate(text[columns - 1]) ? columns - 1 : columns;
            yield return text[..end].TrimEnd();
            text = text[end..].TrimStart();
        }

        yield return text;
    }

    private static string Word(string level) => level switch { "warn" => "WARNING", "fail" => "ERROR", _ => "CRITICAL" };

    // The orchestrator's, before each line, and the service's own.
    [GeneratedRegex(@"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ){1,2}")]
    private static partial Regex Timestamps();

    [GeneratedRegex(@"^Failed to create resource [^ ]+ ([\w.]+Exception: )?(?<why>.+)$")]
    private static partial Regex CouldNotStart();

    [GeneratedRegex(@"^(?<level>trce|dbug|info|warn|fail|crit): (?<event>[^ ]+\[\d+\]) (?<text>.*)$")]
    private static partial Regex ServiceLine();
}
