namespace Connector.Worker;

/// <summary>What this process is called in runs' histories; new with every start.</summary>
internal sealed class WorkerName
{
    public string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";
}
