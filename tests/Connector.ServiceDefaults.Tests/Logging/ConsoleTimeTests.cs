using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Tests.Logging;

/// <summary>Each line of a service's console says when.</summary>
public sealed partial class ConsoleTimeTests : IDisposable
{
    private readonly TextWriter _console = Console.Out;
    private readonly StringWriter _printed = new();

    public ConsoleTimeTests() => Console.SetOut(_printed);

    public void Dispose() => Console.SetOut(_console);

    [Fact]
    public async Task Each_line_begins_with_its_time_in_UTC_and_an_exception_or_a_line_break_makes_no_line_of_its_own()
    {
        await using (var app = await TestApp.StartAsync(builder => builder.Logging.AddConsole()))
        {
            var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Any");
            Say(logger, "plain");
            Fail(logger, "two\nlines", new InvalidOperationException("a\nb"));
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        var lines = _printed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \w{4}: \S+\[\d+\] ", line));
        Assert.Equal(2, lines.Count(line => line.Contains(" Any[", StringComparison.Ordinal)));
        Assert.InRange(
            DateTimeOffset.Parse(lines[0].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture),
            TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
    }

    [LoggerMessage(1, LogLevel.Information, "{Text}")]
    private static partial void Say(ILogger logger, string text);

    [LoggerMessage(2, LogLevel.Error, "{Text}")]
    private static partial void Fail(ILogger logger, string text, Exception exception);
}
