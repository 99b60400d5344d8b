using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Connector.Testing.Logging;

/// <summary>
/// A logger provider that keeps every line a program logs, at every level, with its values, scopes and exception: so that a test can
/// show that a secret is in none. Add it by <c>logging.AddProvider(sink)</c>.
/// </summary>
[ProviderAlias("SecretSink")]
public sealed class SecretSink : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <summary>What was logged so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The lines in which the text stands, in clear or percent-encoded.</summary>
    public IReadOnlyList<string> LinesWith(string secret)
    {
        var encoded = Uri.EscapeDataString(secret);
        return [.. _lines.Where(line =>
            line.Contains(secret, StringComparison.OrdinalIgnoreCase) || line.Contains(encoded, StringComparison.OrdinalIgnoreCase))];
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(SecretSink sink, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => sink._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var parts = new List<string> { $"{logLevel} {category} [{eventId.Id}] {formatter(state, exception)}" };
            parts.AddRange(Values(state));
            sink._scopes.ForEachScope((scope, all) => all.AddRange([$"{scope}", .. Values(scope)]), parts);
            sink._lines.Enqueue(string.Join(" | ", exception is null ? parts : [.. parts, exception.ToString()]));
        }

        // A value that the template leaves out still reaches a structured log.
        private static IEnumerable<string> Values(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> values ? values.Select(value => $"{value.Key}={value.Value}") : [];
    }
}
