using Connector.LocalHosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Starts and stops single resources.</summary>
public class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;

    internal ResourceCommandService(Orchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>Carries out a command of <see cref="KnownResourceCommands"/> and returns when that is done.</summary>
    /// <remarks>A process is named by its id, or by its resource's name where that has one process only.</remarks>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (_orchestrator.FindProcess(resourceId) is not { } process)
        {
            return new ExecuteCommandResult($"There is no single process named '{resourceId}'.");
        }

        if (commandName == KnownResourceCommands.StopCommand || commandName == KnownResourceCommands.RestartCommand)
        {
            await process.StopAsync(cancellationToken);
        }

        if (commandName == KnownResourceCommands.StartCommand || commandName == KnownResourceCommands.RestartCommand)
        {
            await process.StartAsync(cancellationToken);
        }

        return new ExecuteCommandResult(process.Failure);
    }
}

public sealed class ExecuteCommandResult
{
    internal ExecuteCommandResult(string? failure) => Message = failure;

    /// <summary>Why it did not do what it should, or null.</summary>
    internal string? Message { get; }
}

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";
    public static readonly string StopCommand = "stop";
    public static readonly string RestartCommand = "restart";
}
