namespace Connector.Cli;

/// <summary>How a command ended, for scripts. docs/cli.md promises these numbers.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing to worry about.</summary>
    public const int Good = 0;

    /// <summary>Something is not as it should be, or what was asked was refused.</summary>
    public const int Bad = 1;

    /// <summary>The command line, or a setting it needs, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The dashboard, the Redis behind it, or SuperOffice cannot be reached, or asks to wait.</summary>
    public const int Unreachable = 3;

    /// <summary>SuperOffice does not accept the login: a person has to log in again.</summary>
    public const int NotLoggedIn = 4;
}

/// <summary>A command that cannot go on; the message is for people.</summary>
/// <param name="exitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="message">What to do.</param>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
