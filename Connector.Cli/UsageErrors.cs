using System.CommandLine;
using Connector.Cli.Help;
using Connector.Jobs.Tenants;

namespace Connector.Cli;

/// <summary>What is wrong with a command line, what was perhaps meant, and where help is.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var isGroup = command.Subcommands.Count > 0 && command.Action is null;
        var problems = isGroup || (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0) ? [NoCommand(command, parsed.UnmatchedTokens)]
            : parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) is { } unknown ? [NoOption(command, unknown)]
            : parsed.Errors.Select(wrong => wrong.Message);
        return problems.Append($"See {PathOf(command)} --help.");
    }

    private static string NoCommand(Command command, IReadOnlyList<string> unmatched)
    {
        var names = command.Subcommands.Select(below => below.Name).ToList();
        if (unmatched.Count == 0)
        {
            return $"{PathOf(command)} needs a command: {string.Join(", ", names)}.";
        }

        return $"There is no command {PathOf(command)} {unmatched[0]}. " + (Nearest(unmatched[0], names) is { } near
            ? $"Did you mean {near}?"
            : $"There are: {string.Join(", ", names)}.");
    }

    private static string NoOption(Command command, string unknown)
    {
        var name = unknown.Split('=')[0];
        var names = Above(command).SelectMany(one => one.Options.Where(option => one == command || option.Recursive)).Select(option => option.Name).ToList();
        return $"{PathOf(command)} has no option {name}." + (Nearest(name, names) is { } near ? $" Did you mean {near}?" : "");
    }

    private static string? Nearest(string text, List<string> names) =>
        names.MinBy(name => EditDistance.Between(text.ToLowerInvariant(), name.ToLowerInvariant())) is { } near
        && EditDistance.Between(text.ToLowerInvariant(), near.ToLowerInvariant()) <= 2 ? near : null;

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } above ? Above(above).Prepend(command) : [command];

    // The root's own name is that of the program's file.
    private static string PathOf(Command command) => $"connector {HelpWithExamples.PathOf(command)}".TrimEnd();
}
