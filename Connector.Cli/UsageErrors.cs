using System.CommandLine;
using Connector.Jobs.Tenants;

namespace Connector.Cli;

/// <summary>What is wrong with a command line, what was perhaps meant, and where help is.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var problems = command.Subcommands.Count > 0 ? [NoCommand(command, parsed.UnmatchedTokens)] : parsed.Errors.Select(wrong => wrong.Message);
        return problems.Append($"See {PathOf(command)} --help.");
    }

    private static string NoCommand(Command command, IReadOnlyList<string> unmatched)
    {
        var names = command.Subcommands.Select(below => below.Name).ToList();
        if (unmatched.Count == 0)
        {
            return $"{PathOf(command)} needs a command: {string.Join(", ", names)}.";
        }

        var near = names.MinBy(name => EditDistance.Between(unmatched[0].ToLowerInvariant(), name))!;
        return $"There is no command {PathOf(command)} {unmatched[0]}. " + (EditDistance.Between(unmatched[0].ToLowerInvariant(), near) <= 2
            ? $"Did you mean {near}?"
            : $"There are: {string.Join(", ", names)}.");
    }

    // The root's own name is that of the program's file.
    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } above ? $"{PathOf(above)} {command.Name}" : "connector";
}
