using System.CommandLine;

namespace Connector.Cli.Asking;

/// <summary>Where the dashboard is, and what proves that we may change something.</summary>
internal static class DashboardAddress
{
    public const string UrlVariable = "CONNECTOR_URL";
    public const string KeyVariable = "CONNECTOR_OPERATOR_KEY";
    public const string DefaultUrl = "http://localhost:8004";

    /// <exception cref="CommandException">It is no address of the web.</exception>
    public static Uri UrlOf(ParseResult parsed)
    {
        var text = parsed.GetValue(CommonOptions.Url) ?? Variable(UrlVariable) ?? DefaultUrl;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new CommandException(ExitCode.Usage, $"'{text}' is not an address such as {DefaultUrl}: correct --url or {UrlVariable}.");
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">The key where neither it nor the environment has one.</param>
    /// <exception cref="CommandException">There is none, or its file cannot be read.</exception>
    public static string KeyOf(ParseResult parsed, string otherwise)
    {
        try
        {
            var key = parsed.GetValue(CommonOptions.KeyFile) is { } file ? File.ReadAllText(file).Trim() : Variable(KeyVariable) ?? otherwise;
            return !string.IsNullOrEmpty(key) && key.All(c => char.IsAscii(c) && !char.IsControl(c))
                ? key
                : throw new CommandException(ExitCode.Usage, $"This changes something and needs the operator's key: set {KeyVariable}, or name a file with --key-file.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"The key file cannot be read: {failure.Message}");
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { } value && value.Trim() is { Length: > 0 } text ? text : null;
}
