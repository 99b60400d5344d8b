using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Extensions.Configuration;

namespace Connector.AppHost.Redis;

/// <summary>
/// The directory of a Redis that runs as a process: its append-only file, <c>redis.conf</c> with the password, which for that reason
/// stands on no command line, and <c>redis.pid</c>, the process that works on it. Only its user may enter.
/// </summary>
internal sealed class RedisData(string directory)
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersDirectory = OwnersFile | UnixFileMode.UserExecute;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public string Directory { get; } = directory;

    public string ConfigurationFile => Path.Combine(Directory, "redis.conf");

    private string ProcessFile => Path.Combine(Directory, "redis.pid");

    /// <summary>Makes the directory; the orchestrator starts nothing in one that does not exist, and does not say so.</summary>
    [SupportedOSPlatform("linux")]
    public void Create()
    {
        // What lies there has names of people in it.
        System.IO.Directory.CreateDirectory(Directory, OwnersDirectory);
        File.SetUnixFileMode(Directory, OwnersDirectory);
    }

    /// <summary>
    /// Waits until no other server works on these data: after a kill of its AppHost one may still be ending, and two on one append-only
    /// file destroy it.
    /// </summary>
    /// <returns>Null, or what a person must know: the other one does not end.</returns>
    public async Task<string?> FreeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (Occupant() is { } processId)
        {
            if (waited.Elapsed > patience)
            {
                return $"The Redis server with process id {processId} works on {Directory} already: end the AppHost that started it, "
                    + "or give this one a place of its own with --DataDirectory.";
            }

            await Task.Delay(Look, cancellationToken);
        }

        return null;
    }

    /// <summary>Writes <c>redis.conf</c>: what the services demand, and nothing that the model decides later, such as the port.</summary>
    [SupportedOSPlatform("linux")]
    public async Task ConfigureAsync(IConfiguration configuration, string password, CancellationToken cancellationToken)
    {
        (string Name, string Value)[] directives =
        [
            .. RedisDurability.Directives(configuration),
            ("bind", "127.0.0.1 -::1"),
            ("dir", Quoted(Directory)),
            ("pidfile", Quoted(ProcessFile)),
            ("requirepass", Quoted(password)),
            // Its greeting tells a person nothing.
            ("loglevel", "warning"),
        ];
        var written = ConfigurationFile + ".new";
        File.Delete(written);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnersFile };
        await using (var writer = new StreamWriter(written, options))
        {
            foreach (var (name, value) in directives)
            {
                await writer.WriteLineAsync($"{name} {value}".AsMemory(), cancellationToken);
            }
        }

        File.Move(written, ConfigurationFile, overwrite: true);
    }

    // A number may be another process's by now. The server works in its directory, so it is the one where its own number stands.
    private int? Occupant() =>
        ReadProcessFile(ProcessFile) is { } processId && ReadProcessFile($"/proc/{processId}/cwd/{Path.GetFileName(ProcessFile)}") == processId
            ? processId
            : null;

    private static int? ReadProcessFile(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var processId) ? processId : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
