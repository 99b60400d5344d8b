using System.CommandLine;

namespace Connector.Cli.Contexts;

/// <summary>The options that say which tenant a command talks to.</summary>
internal static class ContextOptions
{
    /// <summary>The environment variable that names a context where no option does.</summary>
    public const string Variable = "CONNECTOR_CONTEXT";

    /// <summary>Where the AppHost starts the sandbox, unless its ports were changed.</summary>
    public const string DefaultSandbox = "http://localhost:8005";

    public static Option<string?> Context { get; } = new("--context")
    {
        Description = $"The context to use, such as sandbox; if not given, that in {Variable}, and else the one of connector contexts use.",
        CompletionSources = { _ => [.. ContextStore.OfUser.Names().Append(ContextStore.Sandbox).Distinct().Select(name => new System.CommandLine.Completions.CompletionItem(name))] },
    };

    public static Option<string?> Env { get; } = new("--env") { Description = "A file .env to use instead of a context, as the AppHost reads it." };

    public static Option<string?> SandboxUrl { get; } = new("--sandbox-url")
    {
        Description = $"A sandbox on this machine to talk to instead of SuperOffice. The context sandbox has {DefaultSandbox}.",
    };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Log to stderr what is done." };

    /// <summary>Gives a command these options.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Context);
        command.Add(Env);
        command.Add(SandboxUrl);
        command.Add(Verbose);
    }
}
