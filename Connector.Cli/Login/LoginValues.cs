using Connector.Cli.Asking;
using Connector.Cli.Contexts;

namespace Connector.Cli.Login;

/// <summary>What a login needs before it can begin, asked for where the context lacks it.</summary>
internal static class LoginValues
{
    private static readonly (string Name, string Question, bool IsSecret)[] Needed =
    [
        ("SO_CONTEXT_IDENTIFIER", "The tenant, such as Cust12345:", false),
        ("SO_ENVIRONMENT", "SuperOffice's environment (sod, qaonline, online):", false),
        ("SO_CLIENT_ID", "The application's client id:", false),
        ("SO_CLIENT_SECRET", "The application's client secret (it is not shown):", true),
        ("SO_REDIRECT_URI", "The redirect address, exactly as it is registered:", false),
    ];

    /// <summary>What the context lacks, with how it is asked for.</summary>
    public static IReadOnlyList<(string Name, string Question, bool IsSecret)> MissingOf(TenantContext context) =>
        [.. Needed.Where(one => context.Value(one.Name).Length == 0)];

    /// <summary>What was typed, by name.</summary>
    /// <exception cref="CommandException">Something is missing, and nobody can be asked.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> AskAsync(TenantContext context, TextWriter output, CancellationToken cancellationToken)
    {
        var typed = new Dictionary<string, string>();
        var missing = MissingOf(context);
        foreach (var (name, question, isSecret) in missing)
        {
            var answer = isSecret
                ? await Terminal.AskSecretAsync(output, question, cancellationToken)
                : await Terminal.AskAsync(output, question, cancellationToken);
            typed[name] = answer is { Length: > 0 }
                ? answer
                : throw new CommandException(ExitCode.Usage,
                    $"{context.Option} lacks {string.Join(", ", missing.Select(one => one.Name))}. Write lines NAME=value into {context.File}, or log in at a terminal and be asked. The values are those of the application's registration at SuperOffice.");
        }

        return typed;
    }
}
