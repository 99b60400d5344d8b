using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Connector.AppHost;

/// <summary>
/// What the services demand of Redis before they start: every accepted event is on disk before it is answered, and nothing is
/// ever evicted, which only means something where memory has a limit. A snapshot that fails is no reason to refuse events: the
/// append-only file is what counts.
/// </summary>
internal static partial class RedisDurability
{
    private const string MemorySetting = "RedisMemory";
    private const string DefaultMemory = "1gb";

    /// <exception cref="InvalidOperationException">The memory is not a size, or the published command is not as expected.</exception>
    public static void KeepEveryEvent(IList<object> command, bool published, IConfiguration configuration)
    {
        string[] arguments =
        [
            "--appendonly", "yes", "--appendfsync", "always", "--maxmemory", MemoryOf(configuration), "--maxmemory-policy", "noeviction",
            "--stop-writes-on-bgsave-error", "no",
        ];
        if (published)
        {
            // The published command is one string for a shell; arguments after it would be the shell's own and silently ignored.
            if (command is not [.., string shellCommand])
            {
                throw new InvalidOperationException("The published Redis command is not of the form sh -c \"redis-server …\".");
            }

            command[^1] = $"{shellCommand} {string.Join(' ', arguments)}";
            return;
        }

        foreach (var argument in arguments)
        {
            command.Add(argument);
        }
    }

    private static string MemoryOf(IConfiguration configuration)
    {
        var memory = configuration[MemorySetting] ?? DefaultMemory;
        return Size().IsMatch(memory)
            ? memory
            : throw new InvalidOperationException($"{MemorySetting} is '{memory}'; it must be a size in megabytes or gigabytes, such as 512mb or {DefaultMemory}.");
    }

    [GeneratedRegex(@"^[1-9][0-9]{0,5}(mb|gb)\z")]
    private static partial Regex Size();
}
