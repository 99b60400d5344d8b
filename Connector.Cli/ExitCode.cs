namespace Connector.Cli;

/// <summary>How a command ended, for scripts. docs/cli.md promises these numbers.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing to worry about.</summary>
    public const int Good = 0;

    /// <summary>The audit is not balanced or found something, or the dashboard refused what was asked.</summary>
    public const int Bad = 1;

    /// <summary>The command line, or a setting it needs, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The dashboard, or the Redis behind it, cannot be reached.</summary>
    public const int Unreachable = 3;
}

/// <summary>A command that cannot go on; the message is for people.</summary>
/// <param name="exitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="message">What to do.</param>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
