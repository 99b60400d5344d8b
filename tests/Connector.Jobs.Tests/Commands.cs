using System.Globalization;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>
/// What a server was asked for, by its own account (<c>INFO commandstats</c>), which counts what scripts call as well as what clients send. The server
/// must be the test's own.
/// </summary>
internal static class Commands
{
    // What clients send to learn of the server, and what runs a script; the rest does something to data.
    private static readonly string[] Overhead = ["info", "ping", "client", "hello", "cluster", "config", "echo", "select", "subscribe", "command", "sentinel", "auth", "get"];

    /// <summary>How often each command was called meanwhile, the clients' own small talk aside.</summary>
    public static async Task<Dictionary<string, long>> OfAsync(Machine machine, Func<Task> act)
    {
        var before = await CallsAsync(machine);
        await act();
        var after = await CallsAsync(machine);
        return after
            .Select(command => (command.Key, Calls: command.Value - before.GetValueOrDefault(command.Key)))
            .Where(command => command.Calls > 0 && !Overhead.Contains(command.Key.Split('|')[0]))
            .ToDictionary(command => command.Key, command => command.Calls, StringComparer.Ordinal);
    }

    /// <summary>How many commands scripts called meanwhile.</summary>
    public static async Task<long> InScriptsAsync(Machine machine, Func<Task> act) =>
        (await OfAsync(machine, act)).Where(command => command.Key is not ("eval" or "evalsha")).Sum(command => command.Value);

    // cmdstat_hset:calls=12,usec=30,…
    private static async Task<Dictionary<string, long>> CallsAsync(Machine machine) =>
        (await machine.Redis.ExecuteAsync("INFO", "commandstats")).ToString().Split("\r\n")
            .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal))
            .Select(line => line["cmdstat_".Length..].Split(":calls="))
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1].Split(',')[0], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
