using Microsoft.Extensions.Logging;

namespace Connector.Worker.Tests.World;

/// <summary>What the worker says, in the output of the test that made it say so.</summary>
internal sealed class TestOutput : ILoggerProvider
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public ILogger CreateLogger(string categoryName) =>
        new Logger(categoryName.StartsWith("StackExchange", StringComparison.Ordinal) ? null : _output, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ITestOutputHelper? output, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            try
            {
                output?.WriteLine($"{logLevel} {category[(category.LastIndexOf('.') + 1)..]}: {formatter(state, exception)} {exception}");
            }
            catch (InvalidOperationException)
            {
                // The test is over.
            }
        }
    }
}
