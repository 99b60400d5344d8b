using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Connector.Jobs.Tenants;
using Connector.SuperOffice.Tenancy;

namespace Connector.AppHost.Tenants;

/// <summary>
/// The file <c>.env</c>: lines of <c>NAME=value</c>, the value bare or in quotes, <c>#</c> before a comment. Other programs' names may stand in it, but none
/// that is a slip away from one of ours: a secret that is silently not used is worse than a start that fails. Messages name names and line numbers, never values.
/// </summary>
internal static partial class TenantFile
{
    private static readonly string[] Required =
    [
        "SO_CLIENT_ID", "SO_CLIENT_SECRET", "SO_REFRESH_TOKEN", "SO_ENVIRONMENT", "SO_CONTEXT_IDENTIFIER",
        "WEBHOOK_TOKEN or WEBHOOK_SECRET", "COMPANY_EXPLORER_URL", "COMPANY_EXPLORER_USER", "COMPANY_EXPLORER_PASSWORD",
    ];

    private static readonly string[] Optional =
    [
        "SO_REDIRECT_URI", "SO_SYSTEM_USER_TOKEN", "SO_PRIVATE_KEY_FILE", "WEBHOOK_TOKEN_PREVIOUS", "WEBHOOK_SECRET_PREVIOUS", "CONNECTOR_MODE", "CONNECTOR_SCOPE",
        "OPERATOR_KEY", "OPERATOR_KEY_PREVIOUS",
    ];

    private static readonly string[] Known = [.. Required.SelectMany(names => names.Split(" or ")), .. Optional];

    public static bool TryRead(
        string path,
        [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? values,
        [NotNullWhen(false)] out string? problem)
    {
        values = null;
        if (!File.Exists(path))
        {
            problem = $"The profile tenant reads {path}, which does not exist. It needs {string.Join(", ", Required)}.";
            return false;
        }

        var read = new Dictionary<string, string>
        {
            ["SO_REDIRECT_URI"] = "",
            ["SO_SYSTEM_USER_TOKEN"] = "",
            ["SO_PRIVATE_KEY_FILE"] = "",
            ["CONNECTOR_MODE"] = "propose",
            ["CONNECTOR_SCOPE"] = "",
        };
        var lines = File.ReadAllLines(path);
        for (var number = 1; number <= lines.Length; number++)
        {
            var line = lines[number - 1].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (Assignment().Match(line) is not { Success: true } assignment)
            {
                problem = $"{path}, line {number}: not of the form NAME=value.";
                return false;
            }

            if (Mistyped(assignment.Groups["name"].Value) is { } meant)
            {
                problem = $"{path}, line {number}: {assignment.Groups["name"].Value} is not a name that is read. Did you mean {meant}?";
                return false;
            }

            var (name, value) = (assignment.Groups["name"].Value, assignment.Groups["value"].Value);
            if (value.Length > 0 || name != "CONNECTOR_MODE")
            {
                read[name] = value;
            }
        }

        problem = Check(path, read);
        values = problem is null ? read : null;
        return problem is null;
    }

    private static string? Mistyped(string name) => Known.Contains(name, StringComparer.Ordinal)
        ? null
        : Known.FirstOrDefault(known => EditDistance.Between(name.ToUpperInvariant(), known) <= 2);

    // The services inherit our variables.
    private static bool HasLoginUrl => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SuperOffice__LoginUrl"));

    private static string? Check(string path, Dictionary<string, string> values)
    {
        // A system user logs in with a key instead of a person's refresh token.
        var systemUser = values["SO_SYSTEM_USER_TOKEN"].Length > 0;
        var missing = Required.Select(name => systemUser && name == "SO_REFRESH_TOKEN" ? "SO_PRIVATE_KEY_FILE" : name)
            .Where(names => names.Split(" or ").All(name => string.IsNullOrWhiteSpace(values.GetValueOrDefault(name)))).ToList();
        return missing.Count > 0 ? $"{path} lacks {string.Join(", ", missing)}."
            : !Context().IsMatch(values["SO_CONTEXT_IDENTIFIER"]) ? $"{path}: SO_CONTEXT_IDENTIFIER must be Cust and a number."
            : !HasLoginUrl && EnvironmentNames.ProblemOf(values["SO_ENVIRONMENT"]) is { } unknown ? $"{path}: SO_ENVIRONMENT: {unknown}"
            : values["CONNECTOR_MODE"] is not ("observe" or "propose" or "write") ? $"{path}: CONNECTOR_MODE must be observe, propose or write."
            : WriteScope.TryParse(values["CONNECTOR_SCOPE"], out var scope) is false
                ? $"{path}: CONNECTOR_SCOPE must be all, or a list such as contact:4711, owner:ANNA, category:3."
            : values["CONNECTOR_MODE"] == "write" && scope.Count == 0
                ? $"{path}: with CONNECTOR_MODE=write, CONNECTOR_SCOPE must say what may be written: all, or a list such as contact:4711, owner:ANNA, category:3."
            : null;
    }

    // A bare value ends before " #"; one in quotes ends with its quote.
    [GeneratedRegex("""^(export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*("(?<value>[^"]*)"\s*(#.*)?|'(?<value>[^']*)'\s*(#.*)?|(?<value>[^"'\s#](?:(?!\s#).)*?)?(\s+#.*)?)\s*$""")]
    private static partial Regex Assignment();

    [GeneratedRegex("^Cust[0-9]{1,10}$")]
    private static partial Regex Context();
}
