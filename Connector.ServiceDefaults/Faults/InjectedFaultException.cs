namespace Connector.ServiceDefaults.Faults;

/// <summary>A step failed because a chaos test wants it to.</summary>
/// <param name="step">Which step.</param>
public sealed class InjectedFaultException(string step) : Exception($"The step {step} failed on purpose.");
