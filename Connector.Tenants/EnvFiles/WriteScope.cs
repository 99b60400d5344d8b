using System.Globalization;

namespace Connector.Tenants.EnvFiles;

/// <summary>
/// What may be written, as <c>CONNECTOR_SCOPE</c> says it: <c>all</c>, or entries with commas between, each <c>contact:{id}</c>,
/// <c>owner:{associate id or short name}</c> or <c>category:{id}</c>.
/// </summary>
public static class WriteScope
{
    /// <summary>The worker's settings that say the same; none for an empty text.</summary>
    /// <returns>False if an entry is none.</returns>
    public static bool TryParse(string text, out IReadOnlyDictionary<string, string> settings)
    {
        var found = new Dictionary<string, string>();
        settings = found;
        var entries = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (entries is ["all"])
        {
            found["Tenant__Scope__All"] = "true";
            return true;
        }

        foreach (var entry in entries)
        {
            var (kind, value) = entry.Split(':', 2, StringSplitOptions.TrimEntries) is [var first, { Length: > 0 } second] ? (first, second) : ("", "");
            var list = kind switch { "contact" => "Contacts", "owner" => "Owners", "category" => "Categories", _ => null };
            if (list is null || (kind != "owner" && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)))
            {
                return false;
            }

            var number = found.Keys.Count(key => key.Contains($"__{list}__", StringComparison.Ordinal));
            found[string.Create(CultureInfo.InvariantCulture, $"Tenant__Scope__{list}__{number}")] = value;
        }

        return true;
    }
}
