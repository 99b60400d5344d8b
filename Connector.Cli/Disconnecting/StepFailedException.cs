namespace Connector.Cli.Disconnecting;

/// <summary>A step that cannot be done now; those after it are not begun.</summary>
/// <param name="message">What stands against it.</param>
/// <param name="cure">What to do.</param>
internal sealed class StepFailedException(string message, string cure) : Exception(message)
{
    public string Cure => cure;
}
