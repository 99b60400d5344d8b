using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Connector.AppHost.Redis;

/// <summary>
/// What the services demand of Redis before they start: every accepted event is on disk before it is answered, and nothing is
/// ever evicted, which only means something where memory has a limit. A snapshot that fails is no reason to refuse events: the
/// append-only file is what counts.
/// </summary>
internal static partial class RedisDurability
{
    private const string MemorySetting = "RedisMemory";
    private const string DefaultMemory = "1gb";
    private const string PasswordArgument = "--requirepass $REDIS_PASSWORD";

    /// <summary>Directives of redis.conf and their values.</summary>
    /// <exception cref="InvalidOperationException">The memory is not a size.</exception>
    public static IReadOnlyList<(string Name, string Value)> Directives(IConfiguration configuration) =>
    [
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("maxmemory", MemoryOf(configuration)),
        ("maxmemory-policy", "noeviction"),
        ("stop-writes-on-bgsave-error", "no"),
    ];

    /// <summary>Adds the directives to a container's command.</summary>
    /// <exception cref="InvalidOperationException">The memory is not a size, or the command is not as expected.</exception>
    public static void KeepEveryEvent(IList<object> command, IConfiguration configuration)
    {
        var arguments = Directives(configuration).SelectMany(directive => new[] { $"--{directive.Name}", directive.Value }).ToList();
        switch (command)
        {
            // When run, Aspire makes one string for the container's shell of these and all after them.
            case ["redis-server", ..]:
                arguments.ForEach(command.Add);
                break;

            // When published, that string is made already; arguments after it would be the shell's own and silently ignored.
            case ["-c", string shellCommand] when shellCommand.StartsWith("redis-server ", StringComparison.Ordinal):
                command[1] = $"{WithoutPassword(shellCommand)} {string.Join(' ', arguments)}";
                break;

            default:
                throw new InvalidOperationException("The command of the Redis container is of a form not known here: nothing would be durable.");
        }
    }

    // A password among the arguments is seen by whoever lists processes. So the shell writes it into a file that only this user can read.
    private static string WithoutPassword(string shellCommand) => shellCommand.Contains(PasswordArgument, StringComparison.Ordinal)
        ? $"umask 077 && printf 'requirepass %s\\n' \"$REDIS_PASSWORD\" > /tmp/redis.conf && exec {shellCommand.Replace(PasswordArgument, "/tmp/redis.conf", StringComparison.Ordinal)}"
        : throw new InvalidOperationException("The command of the Redis container is of a form not known here: its password would be missing.");

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
