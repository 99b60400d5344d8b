using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;

namespace Connector.Tenants;

/// <summary>
/// What a tenant's file says, as far as this service understands it. The file is named after the tenant's context identifier,
/// <c>Cust20002.json</c> in <c>Tenants:Directory</c>, and has a section for each service that knows the tenant:
/// <code>
/// {
///   "Enabled": true,
///   "Webhook": { "TokenFile": "Cust20002.token", "SecretFile": "/run/secrets/cust20002", "Proof": "Both" },
///   "SuperOffice": { "ClientId": "…", "ClientSecretFile": "client-secret", "RefreshTokenFile": "Cust20002.refresh-token" },
///   "Tenant": { "Mode": "propose", "Owners": ["ANNA"], "Contact": { "Summary": { "ProgId": "SuperOffice:84" } } },
///   "Explorer": { "BaseUrl": "https://explorer.example.com", "UserName": "…", "PasswordFile": "explorer-password" }
/// }
/// </code>
/// Instead of any text there may stand a file that holds nothing else, by the text's name and <c>File</c>: best so for secrets, such as
/// those of Docker and Kubernetes. Its path is relative to the tenant's file. Names are read without case. A name that is not known is an
/// error, here where a misspelt one would weaken a proof or lift a limit unseen. Nothing is inherited from the default tenant.
/// </summary>
public sealed class TenantSettings
{
    private readonly FrozenDictionary<string, string?> _values;
    private readonly FrozenSet<string> _sections;
    private readonly FrozenSet<string> _inFiles;

    internal TenantSettings(string id, string file, IReadOnlyDictionary<string, string?> values, IEnumerable<string> sections, IEnumerable<string> inFiles)
    {
        (Id, File) = (id, file);
        _values = values.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _sections = sections.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _inFiles = inFiles.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The context identifier, as SuperOffice spells it.</summary>
    public string Id { get; }

    /// <summary>The file's name, fit for a log line.</summary>
    public string File { get; }

    /// <summary>The settings of all sections, by names such as <c>SuperOffice:ClientId</c>. They hold secrets.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Values => _values;

    /// <summary>Whether the file has that section, be it empty.</summary>
    public bool Has(string section) => _sections.Contains(section);

    /// <summary>A section as its class has it; every member that does not stand there has its default.</summary>
    public T Read<T>(string section) where T : new()
    {
        var read = new T();
        new ConfigurationBuilder().AddInMemoryCollection(_values).Build().GetSection(section).Bind(read);
        return read;
    }

    /// <summary>What the setting is called in the file: <c>Webhook:Token</c>, or <c>Webhook:TokenFile</c>.</summary>
    public string SpellingOf(string setting) => _inFiles.Contains(setting) ? setting + SectionShape.FileSuffix : setting;

    /// <summary>Nothing of it: it holds secrets.</summary>
    public override string ToString() => Id;

    internal bool SaysTheSameAs(TenantSettings other) =>
        _sections.SetEquals(other._sections) && _inFiles.SetEquals(other._inFiles) && _values.Count == other._values.Count
        && _values.All(one => other._values.TryGetValue(one.Key, out var value) && value == one.Value);
}
