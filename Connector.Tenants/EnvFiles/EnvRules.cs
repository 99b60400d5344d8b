using System.Text.RegularExpressions;

namespace Connector.Tenants.EnvFiles;

/// <summary>The names that <see cref="EnvFile"/> knows, and what their values must be.</summary>
public static partial class EnvRules
{
    /// <summary>Names without which there is no connector; of names with <c>or</c> between, one is enough.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        "SO_CLIENT_ID", "SO_CLIENT_SECRET", "SO_REFRESH_TOKEN", "SO_ENVIRONMENT", "SO_CONTEXT_IDENTIFIER",
        "WEBHOOK_TOKEN or WEBHOOK_SECRET", "COMPANY_EXPLORER_URL", "COMPANY_EXPLORER_USER", "COMPANY_EXPLORER_PASSWORD",
    ];

    /// <summary>Names that may be missing.</summary>
    public static IReadOnlyList<string> Optional { get; } =
    [
        "SO_REDIRECT_URI", "SO_SYSTEM_USER_TOKEN", "SO_PRIVATE_KEY_FILE", "WEBHOOK_TOKEN_PREVIOUS", "WEBHOOK_SECRET_PREVIOUS", "CONNECTOR_MODE", "CONNECTOR_SCOPE",
        "OPERATOR_KEY", "OPERATOR_KEY_PREVIOUS",
    ];

    /// <summary>What is so where the file does not say.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["SO_REDIRECT_URI"] = "",
        ["SO_SYSTEM_USER_TOKEN"] = "",
        ["SO_PRIVATE_KEY_FILE"] = "",
        ["CONNECTOR_MODE"] = "propose",
        ["CONNECTOR_SCOPE"] = "",
    };

    /// <summary>What is missing or wrong, a sentence each, in the order in which it should be put right.</summary>
    /// <param name="path">What the file is called in the sentences.</param>
    /// <param name="values">Its values, with defaults.</param>
    /// <param name="problemOfEnvironment">What is wrong with a name of SuperOffice's environments; null for nothing.</param>
    public static IEnumerable<string> ProblemsOf(string path, IReadOnlyDictionary<string, string> values, Func<string, string?> problemOfEnvironment)
    {
        // A system user logs in with a key instead of a person's refresh token.
        var systemUser = values["SO_SYSTEM_USER_TOKEN"].Length > 0;
        var missing = Required.Select(name => systemUser && name == "SO_REFRESH_TOKEN" ? "SO_PRIVATE_KEY_FILE" : name)
            .Where(names => names.Split(" or ").All(name => string.IsNullOrWhiteSpace(values.GetValueOrDefault(name)))).ToList();
        if (missing.Count > 0)
        {
            yield return $"{path} lacks {string.Join(", ", missing)}.";
        }

        if (values.GetValueOrDefault("SO_CONTEXT_IDENTIFIER") is { Length: > 0 } tenant && !Context().IsMatch(tenant))
        {
            yield return $"{path}: SO_CONTEXT_IDENTIFIER must be Cust and a number.";
        }

        if (values.GetValueOrDefault("SO_ENVIRONMENT") is { Length: > 0 } environment && problemOfEnvironment(environment) is { } unknown)
        {
            yield return $"{path}: SO_ENVIRONMENT: {unknown}";
        }

        foreach (var problem in ProblemsOfWrites(path, values["CONNECTOR_MODE"], values["CONNECTOR_SCOPE"]))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsOfWrites(string path, string mode, string scope)
    {
        if (mode is not ("observe" or "propose" or "write"))
        {
            yield return $"{path}: CONNECTOR_MODE must be observe, propose or write.";
        }

        if (!WriteScope.TryParse(scope, out var entries))
        {
            yield return $"{path}: CONNECTOR_SCOPE must be all, or a list such as contact:4711, owner:ANNA, category:3.";
        }
        else if (mode == "write" && entries.Count == 0)
        {
            yield return $"{path}: with CONNECTOR_MODE=write, CONNECTOR_SCOPE must say what may be written: all, or a list such as contact:4711, owner:ANNA, category:3.";
        }
    }

    [GeneratedRegex("^Cust[0-9]{1,10}$")]
    private static partial Regex Context();
}
