using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Connector.LocalHosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>The application: all resources of the model.</summary>
public class DistributedApplication : IAsyncDisposable
{
    private readonly bool _publishing;
    private readonly ServiceProvider _services;

    internal DistributedApplication(DistributedApplicationBuilder builder)
    {
        _publishing = builder.ExecutionContext.IsPublishMode;
        _services = builder.Services.BuildServiceProvider();
        RunOutput output = builder.IsTest
            ? new LoggedOutput(_services.GetRequiredService<ILoggerFactory>(), builder.AppHostAssembly?.GetName().Name ?? "AppHost")
            : new ConsoleOutput(Console.Out, colour: !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
        Orchestrator = new Orchestrator(builder, output, ResourceNotifications);
        ResourceCommands = new ResourceCommandService(Orchestrator);
    }

    public ResourceNotificationService ResourceNotifications { get; } = new();
    public ResourceCommandService ResourceCommands { get; }

    internal Orchestrator Orchestrator { get; }

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args, AppHostRun.Current.Value);

    /// <summary>Starts all resources, each when what it waits for is healthy; returns before they are.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => Orchestrator.StartAsync();

    /// <summary>Runs until Ctrl+C, SIGTERM, or a resource that cannot be started; then ends all resources, within ten seconds.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_publishing)
        {
            await Console.Error.WriteLineAsync(
                "Publishing needs Aspire's own packages: repeat the command with AspirePackages=true in the environment (docs/aspire.md).");
            Environment.ExitCode = 1;
            return;
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        var registrations = signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal)).ToList();
        try
        {
            await StartAsync(stopping.Token);
            await ResourceNotifications.WaitAsync(e => e.Snapshot.State == ResourceState.FailedToStart, stopping.Token);
            Environment.ExitCode = 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
        finally
        {
            await Orchestrator.StopAsync();
            registrations.ForEach(registration => registration.Dispose());
        }

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Orchestrator.DisposeAsync();
        await _services.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
