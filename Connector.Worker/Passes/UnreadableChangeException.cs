namespace Connector.Worker.Passes;

/// <summary>A change was answered with what nobody can read, and has not happened as far as the CRM shows.</summary>
internal sealed class UnreadableChangeException(string message, Exception answer) : Exception(message, answer);
