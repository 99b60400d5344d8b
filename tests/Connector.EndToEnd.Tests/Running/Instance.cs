namespace Connector.EndToEnd.Tests.Running;

/// <summary>A running process of a resource; one with replicas has several.</summary>
/// <param name="Id">The orchestrator's name for it, by which it can be started again.</param>
/// <param name="Resource">The resource's name in the model.</param>
/// <param name="ProcessId">By which the system knows it.</param>
public sealed record Instance(string Id, string Resource, int ProcessId);
