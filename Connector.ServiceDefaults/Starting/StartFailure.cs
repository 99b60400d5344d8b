using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Starting;

/// <summary>What a person needs to know of an exception that prevented a start.</summary>
internal static partial class StartFailure
{
    /// <summary>
    /// The messages from the outside in, each once, in one line. What only wraps others says nothing of its own: an
    /// <see cref="AggregateException"/> is its parts.
    /// </summary>
    public static string Describe(Exception failure) => string.Join(" ", Messages(failure).Select(OneLine).Distinct(StringComparer.Ordinal));

    /// <summary>
    /// Ends the process with exit code 1 if nobody catches <paramref name="failure"/>, before the runtime prints it with its stack trace.
    /// </summary>
    /// <param name="line">Printed first, here and now: a logger's thread may be too late on a busy machine.</param>
    /// <param name="failure">What prevented the start.</param>
    /// <param name="loggers">Disposed before the end: what they still hold is written then.</param>
    public static void EndWith(string line, Exception failure, IReadOnlyList<ILoggerProvider> loggers) => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (ReferenceEquals(unhandled.ExceptionObject, failure))
        {
            Console.Error.WriteLine(line);
            foreach (var logger in loggers)
            {
                logger.Dispose();
            }

            Environment.Exit(1);
        }
    };

    private static IEnumerable<string> Messages(Exception failure) => failure switch
    {
        AggregateException all => all.InnerExceptions.SelectMany(Messages),
        OptionsValidationException options => options.Failures.Select(Bare),
        { InnerException: { } inner } => Messages(inner).Where(message => !failure.Message.Contains(message, StringComparison.Ordinal)).Prepend(failure.Message),
        _ => [failure.Message],
    };

    // The framework puts class and member around an attribute's message, which names the setting itself.
    private static string Bare(string failure) => Annotated().Match(failure) is { Success: true } match ? match.Groups[1].Value : failure;

    [GeneratedRegex("^DataAnnotation validation failed for '.*?' members: '.*?' with the error: '(.+)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Annotated();

    private static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split((char[])['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return line.EndsWith('.') ? line : line + ".";
    }
}
