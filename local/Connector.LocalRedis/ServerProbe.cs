using System.Text.RegularExpressions;

namespace Connector.LocalRedis;

/// <summary>Asks a server program for its version, which also shows that it and its libraries load on this machine.</summary>
internal static partial class ServerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The version, or null with the reason why the program cannot be used.</summary>
    public static async Task<(Version? Version, string Reason)> AskAsync(
        string fileName, IReadOnlyDictionary<string, string>? environment, CancellationToken ct)
    {
        var answer = await Tool.RunAsync(fileName, ["--version"], Patience, ct, environment: environment);
        if (answer.ExitCode != 0 || VersionPattern().Match(answer.Output) is not { Success: true } match
            || !Version.TryParse(match.Groups[1].ValueSpan, out var version))
        {
            return (null, $"{fileName} does not run ({answer.Complaint})");
        }

        return version >= RedisBinary.MinimumVersion
            ? (version, "")
            : (null, $"{fileName} is version {version}, {RedisBinary.MinimumVersion} or newer is needed");
    }

    // "Redis server v=7.0.15 sha=…" and "Valkey server v=8.1.1 sha=…".
    [GeneratedRegex(@"\bv=(\d+\.\d+(\.\d+)?)")]
    private static partial Regex VersionPattern();
}
