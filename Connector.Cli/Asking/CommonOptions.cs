using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Connector.Cli.Asking;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string?> Url { get; } = new("--url")
    {
        Description = $"The dashboard's address; if not given, that in {DashboardAddress.UrlVariable}, and else {DashboardAddress.DefaultUrl}.",
        Recursive = true,
    };

    public static Option<string?> KeyFile { get; } = new("--key-file")
    {
        Description = $"A file with the operator's key; if not given, the key in {DashboardAddress.KeyVariable}.",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "JSON on stdout, and nothing else there.", Recursive = true };

    public static Option<string> By() => new("--by")
    {
        Description = "Who asks for it, for the record: 1 to 100 characters. Your user name if not given.",
        DefaultValueFactory = _ => Environment.UserName,
        Validators = { result => Printable(result, 1, 100) },
    };

    /// <summary>Why something is changed.</summary>
    public static Option<string> Reason() => new("--reason")
    {
        Description = "Why, for the record: 1 to 500 characters.",
        Required = true,
        Validators = { result => Printable(result, 1, 500) },
    };

    /// <summary>The same where it must not be in the way.</summary>
    public static Option<string?> OptionalReason() => new("--reason")
    {
        Description = "Why, for the record: at most 500 characters.",
        Validators = { result => Printable(result, 0, 500) },
    };

    /// <summary>The same of an operation; where it must be said, whoever sits at the terminal is asked for it.</summary>
    public static Option<string?> Why() => new("--why")
    {
        Description = "Why, for the record: 1 to 500 characters.",
        Validators = { result => Printable(result, 1, 500) },
    };

    public static Option<bool> Yes() => new("--yes") { Description = "Do it. Without it, what would be done is shown." };

    /// <summary>A whole number within a range; a number out of it is refused with the range.</summary>
    public static Option<int?> Number(string name, string description, int least, int most) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} {least:N0} to {most:N0}."),
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {least:N0} to {most:N0}."));
            return null;
        },
    };

    public static Option<int?> Take() => Number("--take", "How many to list:", 1, 500);

    public static Option<int?> Skip() => Number("--skip", "How many to pass over:", 0, 100_000);

    public static Argument<string> Tenant() => new("tenant") { Description = "Such as Cust12345." };

    /// <summary>The address of something of a tenant's.</summary>
    public static string PathOf(ParseResult parsed, Argument<string> tenant, string what) =>
        $"api/tenants/{Names.Tenant(parsed.GetRequiredValue(tenant))}/{what}";

    /// <summary>An address with those of the parameters that were given.</summary>
    public static string Query(string path, params (string Name, object? Value)[] parameters)
    {
        var given = parameters.Where(p => p.Value is not null)
            .Select(p => $"{p.Name}={Uri.EscapeDataString(Convert.ToString(p.Value, CultureInfo.InvariantCulture)!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    private static void Printable(OptionResult result, int least, int most)
    {
        if (result.Tokens is [{ Value: var text }] && (text.Trim().Length < least || text.Length > most || text.Any(char.IsControl)))
        {
            result.AddError($"{result.Option.Name} takes {least} to {most} printable characters.");
        }
    }
}
