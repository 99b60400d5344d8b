namespace Connector.Ingress.Receiving;

/// <summary>Event names are the sender's text: only what looks like one reaches a log line.</summary>
internal static class LoggableName
{
    private const int Longest = 80;

    /// <summary>The name, or <c>(other)</c> if it holds anything but letters, digits, dots, hyphens and underscores.</summary>
    public static string Of(string name) =>
        name.Length is > 0 and <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? name : "(other)";
}
