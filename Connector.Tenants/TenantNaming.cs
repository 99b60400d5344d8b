using System.Text.RegularExpressions;

namespace Connector.Tenants;

/// <summary>Which tenant a file is about: its name says it.</summary>
internal static partial class TenantNaming
{
    /// <summary>The context identifier, as SuperOffice spells it: jobs are distinguished by it.</summary>
    public static string IdOf(string path) => "Cust" + Path.GetFileNameWithoutExtension(path)["Cust".Length..];

    /// <summary>The file's name if it is fit for a log line, else <c>(other)</c>.</summary>
    public static string LoggableOf(string path) => Path.GetFileName(path) is var name && Loggable().IsMatch(name) ? name : "(other)";

    /// <summary>Why a file of this name is no tenant's, in a sentence; null if it is one's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="defaultTenant">The tenant that the service's own settings are about.</param>
    /// <param name="others">The tenants of other files.</param>
    public static string? ProblemOf(string path, string defaultTenant, IEnumerable<string?> others)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return !ContextIdentifier().IsMatch(name) ? "It is not named after a context identifier, such as Cust10001.json."
            : name.Equals(defaultTenant, StringComparison.OrdinalIgnoreCase) ? "Its tenant is the default one, which the services' own settings describe."
            : others.Contains(name, StringComparer.OrdinalIgnoreCase) ? "Another file is about the same tenant."
            : null;
    }

    [GeneratedRegex("^Cust[0-9]{1,12}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ContextIdentifier();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Loggable();
}
