using Connector.Cli.Contexts;
using Connector.SuperOffice;

namespace Connector.Cli.Crm;

/// <summary>What to say of a failure, and what to do about it.</summary>
internal static class CrmFailure
{
    /// <summary>The failure with its cure, for whoever typed the command.</summary>
    public static CommandException Of(SuperOfficeException failure, TenantContext context) =>
        new(CodeOf(failure), string.Join(' ', new[] { failure.Message, WordsOf(failure), CureOf(failure, context) }.Where(part => part.Length > 0)));

    /// <summary>The failure alone, in a line.</summary>
    public static string TextOf(SuperOfficeException failure) => WordsOf(failure) is { Length: > 0 } words ? $"{failure.Message} {words}" : failure.Message;

    /// <summary>What can be done about it; empty where its own words say so.</summary>
    public static string CureOf(SuperOfficeException failure, TenantContext context) => failure.Kind switch
    {
        FailureKind.Transient when context.Sandbox is not null && failure.Status is null =>
            $"Is the sandbox running at {context.Sandbox}? It starts with: dotnet run --project Connector.AppHost. Another address is said with --sandbox-url.",
        FailureKind.Transient when failure.Status is null => "Is this machine online, and may it call https addresses of superoffice.com?",
        FailureKind.Transient => "Try again in a minute.",
        FailureKind.AskedToWait => failure.RetryAfter is { } pause ? $"Try again in {Math.Ceiling(pause.TotalSeconds):0} s." : "Try again in a minute.",
        FailureKind.Revoked when !failure.Message.Contains("SO_CLIENT_ID", StringComparison.Ordinal) => $"To log in: connector login {context.Option}",
        FailureKind.Unreadable => "connector raw GET shows what was answered.",
        FailureKind.TenantUnavailable when !failure.Message.Contains("SO_CONTEXT_IDENTIFIER", StringComparison.Ordinal) =>
            "That is SuperOffice's: maintenance is announced at status.superoffice.com.",
        _ => "",
    };

    private static string WordsOf(SuperOfficeException failure) => failure.ErrorMessage is { Length: > 0 } words ? $"SuperOffice says: {words}" : "";

    private static int CodeOf(SuperOfficeException failure) => failure.Kind switch
    {
        FailureKind.Transient or FailureKind.AskedToWait or FailureKind.TenantUnavailable => ExitCode.Unreachable,
        FailureKind.Revoked => ExitCode.NotLoggedIn,
        _ => ExitCode.Bad,
    };
}
