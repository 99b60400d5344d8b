using System.CommandLine;
using System.Globalization;

namespace Connector.Cli.Asking;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string?> Url { get; } = new("--url")
    {
        Description = $"The dashboard's address. Else {DashboardAddress.UrlVariable}, else {DashboardAddress.DefaultUrl}.",
        Recursive = true,
    };

    public static Option<string?> KeyFile { get; } = new("--key-file")
    {
        Description = $"A file with the operator's key. Else {DashboardAddress.KeyVariable}.",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "JSON on stdout, and nothing else there.", Recursive = true };

    public static Option<string> By() => new("--by")
    {
        Description = "Who asks for it, for the record: 1 to 100 characters. Your user name if not given.",
        DefaultValueFactory = _ => Environment.UserName,
    };

    public static Option<bool> Yes() => new("--yes") { Description = "Do it. Without it, what would be done is shown." };

    public static Argument<string> Tenant() => new("tenant") { Description = "Such as Cust12345." };

    /// <summary>The address of something of a tenant's.</summary>
    public static string PathOf(ParseResult parsed, Argument<string> tenant, string what) =>
        $"api/tenants/{Uri.EscapeDataString(parsed.GetRequiredValue(tenant))}/{what}";

    /// <summary>An address with those of the parameters that were given.</summary>
    public static string Query(string path, params (string Name, object? Value)[] parameters)
    {
        var given = parameters.Where(p => p.Value is not null)
            .Select(p => $"{p.Name}={Uri.EscapeDataString(Convert.ToString(p.Value, CultureInfo.InvariantCulture)!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }
}
