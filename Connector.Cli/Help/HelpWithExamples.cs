using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Connector.Cli.Help;

/// <summary>The usual help, and examples below it.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>Gives a root's help the examples.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        var examples = Examples.Of(PathOf(parseResult.CommandResult.Command));
        if (examples.Count > 0)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  connector {example}");
            }

            output.WriteLine();
        }

        return exitCode;
    }

    /// <summary>The command's name behind those of the commands above it, without the program's.</summary>
    public static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } above
        ? $"{PathOf(above)} {command.Name}".Trim()
        : "";
}
