using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Checking;
using Connector.Cli.Commands;
using Connector.Cli.Companies;
using Connector.Cli.Completion;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.Cli.Disconnecting;
using Connector.Cli.Discovery;
using Connector.Cli.Explorer;
using Connector.Cli.Help;
using Connector.Cli.Login;
using Connector.Cli.Setup;
using Connector.Cli.Showing;
using Connector.Cli.Verifying;
using Connector.Cli.Webhooks;

namespace Connector.Cli;

/// <summary>The command <c>connector</c>: a client of the dashboard's API, and of a tenant's SuperOffice.</summary>
internal static class CommandLine
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken) =>
        RunAsync(args, Console.Out, Console.Error, cancellationToken);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = Root().Parse(args);
        var isJson = args.Contains("--json", StringComparer.Ordinal);
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            return await RefuseAsync(isJson ? output : error, isJson, ExitCode.Usage, [.. UsageErrors.Of(parsed)]);
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error }, cancellationToken);
        }
        catch (CommandException refusal)
        {
            return await RefuseAsync(isJson ? output : error, isJson, refusal.ExitCode, [refusal.Message]);
        }
        catch (OperationCanceledException)
        {
            return await RefuseAsync(isJson ? output : error, isJson, ExitCode.Unreachable, ["Given up before there was an answer."]);
        }
    }

    /// <summary>All commands.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand(
            "Looks at a running connector and changes it, through its dashboard; connects a tenant's SuperOffice, and looks what is the matter with it.")
        {
            new AuditCommand(),
            new FindCommand(),
            new RunsCommand(),
            new RunCommand(),
            new TailCommand(),
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
            new SubscriptionCommand(),
            new AlertsCommand(),
            new ProposalsCommand(),
            new ErasuresCommand(),
            new JournalsCommand(),
            new SetupCommand(),
            new ContextsCommand(),
            new LoginCommand(),
            new WhoAmICommand(),
            new DiscoverCommand(),
            new DoctorCommand(),
            new VerifyCommand(),
            new CheckCommand(),
            new WebhooksCommand(),
            new CompanyCommand(),
            new DisconnectCommand(),
            new RawCommand(),
            new CompletionCommand(),
            new Command("explorer", "Looks at a Company Explorer.") { new ExplorerTestCommand() },
        };
        foreach (var operation in OperationCommand.All())
        {
            root.Add(operation);
        }

        HelpWithExamples.AddTo(root);
        root.Add(CommonOptions.Url);
        root.Add(CommonOptions.KeyFile);
        root.Add(CommonOptions.Json);
        return root;
    }

    // With --json, stdout holds one document whatever happens: the answer, or the error.
    private static async Task<int> RefuseAsync(TextWriter writer, bool isJson, int exitCode, IReadOnlyList<string> messages)
    {
        var lines = messages.Select(Screen.Clean).ToList();
        await writer.WriteLineAsync(isJson
            ? JsonSerializer.Serialize(new { error = new { message = string.Join(' ', lines), exitCode } }, Plain)
            : string.Join(Environment.NewLine, lines));
        return exitCode;
    }
}
