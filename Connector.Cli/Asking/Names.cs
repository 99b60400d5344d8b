using System.Text.RegularExpressions;

namespace Connector.Cli.Asking;

/// <summary>What people type to name something, made a part of an address. What cannot be a name is refused here: it could make another address.</summary>
internal static partial class Names
{
    public static string Tenant(string text) => TenantPattern.IsMatch(text)
        ? text
        : throw new CommandException(ExitCode.Bad, $"There is no tenant '{text}': a tenant is named by 1 to 64 letters, digits, '-' and '_', such as Cust12345.");

    public static string Entity(string text) => EntityPattern.IsMatch(text)
        ? Uri.EscapeDataString(text)
        : throw new CommandException(ExitCode.Bad, $"'{text}' names no contact or person: write contact:4711 or person:981.");

    /// <param name="what">What has the id.</param>
    /// <param name="text">The id.</param>
    public static string Id(string what, string text) => Guid.TryParse(text, out var id)
        ? id.ToString("N")
        : throw new CommandException(ExitCode.Bad, $"There is no {what} {text}. An id has 32 digits, 0 to 9 and a to f.");

    public static string Run(string text) => RunPattern.IsMatch(text.Trim())
        ? text.Trim()
        : throw new CommandException(ExitCode.Bad, $"There is no sync run {text}. Say its id, or its beginning: 4 to 32 digits, 0 to 9 and a to f.");

    public static string Directory(string text) => TenantPattern.IsMatch(text)
        ? text
        : throw new CommandException(ExitCode.Bad, $"There is no directory of journals {text}: connector journals list names them.");

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex TenantPattern { get; }

    [GeneratedRegex(@"\A[0-9A-Fa-f-]{4,36}(-moved){0,16}\z")]
    private static partial Regex RunPattern { get; }

    [GeneratedRegex(@"\A[A-Za-z]+:[0-9]{1,10}\z")]
    private static partial Regex EntityPattern { get; }
}
