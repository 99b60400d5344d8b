using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Connector.SuperOffice.Tests.Responding;

/// <summary>Keeps every log line of every category at every level, with its state and exception.</summary>
internal sealed class SecretSink : ILoggerProvider, ILogger
{
    private static readonly string[] Secrets = [ClientHost.Secret, "sandbox-client-secret", "sandbox-refresh-token", "8A:Cust", "7T:", "PRIVATE KEY"];

    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public void Attach(ILoggingBuilder logging) => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(this);

    public void Add(string line) => _lines.Enqueue(line);

    public void AssertClean() =>
        Assert.DoesNotContain(_lines, line => Secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Add($"scope {state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
        Add($"{logLevel} {formatter(state, exception)} [{values}] {exception}");
    }

    public void Dispose()
    {
    }
}
