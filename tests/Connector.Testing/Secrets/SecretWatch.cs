using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Connector.Testing.Secrets;

/// <summary>
/// Watches a whole test run for secrets: every exception anybody throws in the process, every span of every source, and every log line
/// of the hosts that <see cref="Attach"/> their logging. The run fails at its end if one of <see cref="SecretText"/> was in any of them.
/// Made an assembly fixture by <c>[assembly: AssemblyFixture(typeof(SecretWatch))]</c>.
/// </summary>
public sealed class SecretWatch : IDisposable
{
    private const int MostLeaksTold = 20;

    private static readonly ConcurrentQueue<string> Leaks = new();

    // An exception whose text cannot be made, or makes new ones, must not watch itself for ever.
    [ThreadStatic]
    private static bool _looking;

    private readonly ActivityListener _spans;

    /// <summary>Begins to watch.</summary>
    public SecretWatch()
    {
        AppDomain.CurrentDomain.FirstChanceException += OnException;
        _spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = OnSpan,
        };
        ActivitySource.AddActivityListener(_spans);
    }

    /// <summary>Watches what a host logs, at every level, whatever filters its other providers have.</summary>
    public static ILoggingBuilder Attach(ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        return logging.AddProvider(new LogWatch()).AddFilter<LogWatch>(null, LogLevel.Trace);
    }

    /// <summary>Looks at a text that reached a place where no secret may be.</summary>
    /// <param name="place">Where it stands; told if it holds a secret.</param>
    /// <param name="text">The text.</param>
    public static void Look(string place, string? text)
    {
        if (SecretText.FirstIn(text) is { } secret && Leaks.Count < MostLeaksTold)
        {
            Leaks.Enqueue($"{place}: {secret}");
        }
    }

    /// <summary>Stops watching.</summary>
    /// <exception cref="InvalidOperationException">Secrets were seen; it says where.</exception>
    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= OnException;
        _spans.Dispose();
        if (!Leaks.IsEmpty)
        {
            var leaks = string.Join("; ", Leaks);
            Leaks.Clear();
            throw new InvalidOperationException("Secrets were seen in " + leaks);
        }
    }

    private static void OnException(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (_looking)
        {
            return;
        }

        _looking = true;
        try
        {
            for (var exception = thrown.Exception; exception is not null; exception = exception.InnerException)
            {
                Look($"message of {exception.GetType().Name}", exception.Message);
            }
        }
        finally
        {
            _looking = false;
        }
    }

    private static void OnSpan(Activity span)
    {
        var place = $"span {span.Source.Name} {span.OperationName}";
        Look(place, span.DisplayName);
        Look(place, span.StatusDescription);
        foreach (var (key, value) in span.TagObjects.Concat(span.Events.SelectMany(@event => @event.Tags)))
        {
            Look($"{place}, {key}", value?.ToString());
        }

        foreach (var (key, value) in span.Baggage)
        {
            Look($"{place}, baggage {key}", value);
        }
    }

    [ProviderAlias("SecretWatch")]
    private sealed class LogWatch : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ILogger CreateLogger(string categoryName) => new Logger(this, $"log {categoryName}");

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
        }

        private sealed class Logger(LogWatch watch, string place) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => watch._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                Look(place, formatter(state, exception));
                Look(place, exception?.ToString());
                LookAtValues(place, state);
                watch._scopes.ForEachScope(LookAtValues, place);
            }

            private static void LookAtValues(object? scope, string place) => LookAtValues(place, scope);

            private static void LookAtValues(string place, object? state)
            {
                Look(place, state?.ToString());
                foreach (var (key, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                {
                    Look($"{place}, {key}", value?.ToString());
                }
            }
        }
    }
}
