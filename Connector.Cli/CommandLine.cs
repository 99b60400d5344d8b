using System.CommandLine;
using Connector.Cli.Asking;
using Connector.Cli.Commands;
using Connector.Cli.Explorer;

namespace Connector.Cli;

/// <summary>The command <c>connector</c>: a client of the dashboard's API, one subcommand a file.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken) =>
        RunAsync(args, Console.Out, Console.Error, cancellationToken);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return await RefuseAsync(error, ExitCode.Usage, UsageErrors.Of(parsed));
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error }, cancellationToken);
        }
        catch (CommandException refusal)
        {
            return await RefuseAsync(error, refusal.ExitCode, [refusal.Message]);
        }
        catch (OperationCanceledException)
        {
            return await RefuseAsync(error, ExitCode.Unreachable, ["Given up before the dashboard had answered."]);
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Looks at a running connector and changes it, through its dashboard.")
        {
            new AuditCommand(),
            new HoldsCommand(),
            new HoldCommand(),
            new ResumeCommand(),
            new DrainCommand(),
            new LossCommand(),
            new DeadCommand(),
            new SpoolsCommand(),
            new OperationsCommand(),
            new LimitsCommand(),
            new ModeCommand(),
            new StopWritesCommand(),
            new AllowWritesCommand(),
            new ExplainCommand(),
            new SpendCommand(),
            new MappingCommand(),
            new ProposalsCommand(),
            new ErasuresCommand(),
            new JournalsCommand(),
            new Command("explorer", "Looks at a Company Explorer.") { new ExplorerTestCommand() },
        };
        foreach (var operation in OperationCommand.All())
        {
            root.Add(operation);
        }

        root.Add(CommonOptions.Url);
        root.Add(CommonOptions.KeyFile);
        root.Add(CommonOptions.Json);
        return root;
    }

    private static async Task<int> RefuseAsync(TextWriter error, int exitCode, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            await error.WriteLineAsync(Showing.Screen.Clean(message));
        }

        return exitCode;
    }
}
