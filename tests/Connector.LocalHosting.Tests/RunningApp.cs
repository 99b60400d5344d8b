using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Connector.LocalHosting.Running;
using Connector.LocalHosting.TestApp;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.LocalHosting.Tests;

/// <summary>A model of test services, running in this process, with its log.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private RunningApp(DistributedApplication app, LogLines log) => (App, Log) = (app, log);

    public DistributedApplication App { get; }

    /// <summary>Lines of the processes and of local hosting, each after its category.</summary>
    public LogLines Log { get; }

    public static async Task<RunningApp> StartAsync(Action<DistributedApplicationBuilder> model, params string[] args)
    {
        var builder = CreateBuilder(args);
        model(builder);
        var log = new LogLines();
        builder.Services.AddLogging(logging => logging.AddProvider(log));
        var app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningApp(app, log);
    }

    public static DistributedApplicationBuilder CreateBuilder(params string[] args) => new(args, new AppHostRun(typeof(RunningApp).Assembly, IsEntryPoint: false));

    public static IResourceBuilder<ProjectResource> AddService(IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject<TestProject>(name).WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health");

    public Task<ResourceEvent> HealthyAsync(string resource) =>
        App.ResourceNotifications.WaitForResourceHealthyAsync(resource, Deadline());

    public Task<ResourceEvent> StateAsync(string resource, ResourceState state) =>
        App.ResourceNotifications.WaitForResourceAsync(resource, e => e.Snapshot.State == state, Deadline());

    /// <summary>What the resource's only process is doing.</summary>
    public CustomResourceSnapshot Current(string resource) => Assert.Single(App.ResourceNotifications.Of(resource)).Snapshot;

    /// <summary>Waits for a line with all these parts.</summary>
    public Task LineAsync(params string[] parts) => Eventually.TrueAsync(
        () => Log.All.Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal))),
        because: string.Join(" … ", parts),
        cancellationToken: TestContext.Current.CancellationToken);

    public int ProcessId(string resource) => ProcessId(Assert.Single(App.ResourceNotifications.Of(resource)));

    public Uri Address(string resource, string endpoint = "http") => new(App.Orchestrator.FindResource(resource).EndpointNamed(endpoint).Url());

    public static int ProcessId(ResourceEvent resourceEvent) =>
        Assert.IsType<int>(Assert.Single(resourceEvent.Snapshot.Properties, property => property.Name == "executable.pid").Value);

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static CancellationToken Deadline()
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        return deadline.Token;
    }
}

internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> All => _lines;

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Writer(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category} {logLevel}: {formatter(state, exception)}");
    }
}
