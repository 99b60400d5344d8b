using System.Globalization;
using Connector.ServiceDefaults.Parents;
using Connector.Testing;
using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Tests.Parents;

/// <summary>Where the log goes may be gone together with whoever started the service.</summary>
public sealed class BrokenLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_ends_although_its_log_fails() => await EndsAsync(() => throw new IOException("Broken pipe"));

    [Fact]
    public async Task A_service_ends_although_its_log_waits_for_ever()
    {
        using var released = new ManualResetEventSlim();
        try
        {
            await EndsAsync(() => released.Wait(CancellationToken.None));
        }
        finally
        {
            released.Set();
        }
    }

    private async Task EndsAsync(Action write)
    {
        await using var appHost = new IdleProcess();
        using var broken = new BrokenLog(write);
        await using var app = await TestApp.StartAsync(
            builder =>
            {
                builder.Set("Parent:Watch", "true");
                builder.Set("Parent:AppHostProcess", appHost.Id.ToString(CultureInfo.InvariantCulture));
                builder.Set("Parent:AppHostStart", ProcessStart.Of(appHost.Id)!.Value.ToString(CultureInfo.InvariantCulture));
                // The process that would be killed is this one.
                builder.Set("Parent:EndWithin", "00:02:00");
            },
            afterDefaults: builder => builder.Logging.AddProvider(broken));
        var stopping = new TaskCompletionSource();
        using var registration = app.Lifetime.ApplicationStopping.Register(stopping.SetResult);

        await appHost.KillAsync();

        await stopping.Task.WaitAsync(Patience, _ct);
        // The service waits for the line for a moment only: on a busy machine it ends before.
        await broken.Written.WaitAsync(Patience, _ct);
    }

    /// <summary>A log that fails its own way as soon as the watch writes to it.</summary>
    private sealed class BrokenLog(Action write) : ILoggerProvider, ILogger
    {
        private static readonly string Watch = typeof(OrphanWatch).FullName!;

        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Done once the watch has written to it.</summary>
        public Task Written => _written.Task;

        public ILogger CreateLogger(string categoryName) => categoryName == Watch ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _written.TrySetResult();
            write();
        }

        public void Dispose()
        {
        }
    }
}
