using System.Globalization;

namespace Connector.Conformance;

/// <summary>
/// Which tenant the suite talks to, from environment variables. Nothing of it is inferred: a complete <c>SO_…</c> environment alone changes nothing.
/// <list type="table">
/// <item><term><c>CONFORMANCE</c></term><description><c>sandbox</c> (default), or <c>tenant</c> for the one that the <c>SO_…</c> variables name.</description></item>
/// <item><term><c>SO_CONTEXT_IDENTIFIER</c>, <c>SO_ENVIRONMENT</c>, <c>SO_CLIENT_ID</c>, <c>SO_CLIENT_SECRET</c>, <c>SO_REFRESH_TOKEN</c>,
/// <c>SO_REDIRECT_URI</c>, <c>SO_SYSTEM_USER_TOKEN</c>, <c>SO_PRIVATE_KEY_FILE</c></term><description>As in <c>.env</c>.</description></item>
/// <item><term><c>SO_LOGIN_URL</c></term><description>A login host other than the environment's, such as a sandbox elsewhere.</description></item>
/// <item><term><c>CONFORMANCE_WRITE</c></term><description>The one contact whose fields may be written, such as <c>contact:4711</c>; the suite is
/// read-only without it. What it writes is what was there, or is put back.</description></item>
/// <item><term><c>CONFORMANCE_FIELD</c></term><description>ProgId of the text field to write there. Default: the contact's first text field.</description></item>
/// <item><term><c>CONFORMANCE_CREATE</c></term><description><c>true</c>: records, list items and webhooks may be created too. They stay.</description></item>
/// <item><term><c>CONFORMANCE_REPORT</c></term><description>File to write the findings to. Default: test output only.</description></item>
/// </list>
/// </summary>
public sealed record TenantChoice
{
    /// <summary>Settings of section <c>SuperOffice</c>; null for the sandbox.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; private init; }

    /// <summary>The contact whose fields may be written; null: none.</summary>
    public int? WritableContact { get; private init; }

    /// <summary>ProgId of the field to write; null: the first text field.</summary>
    public string? WritableField { get; private init; }

    /// <summary>Records, list items and webhooks may be created.</summary>
    public bool MayCreate { get; private init; }

    /// <summary>Where the findings go.</summary>
    public string? ReportFile { get; private init; }

    /// <summary>Reads the choice.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="InvalidOperationException">It contradicts itself or lacks something; it says what.</exception>
    public static TenantChoice Read(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var isTenant = variable("CONFORMANCE") switch
        {
            null or "" or "sandbox" => false,
            "tenant" => true,
            var odd => throw new InvalidOperationException($"CONFORMANCE is '{odd}': set it to sandbox or tenant."),
        };
        return new TenantChoice
        {
            Settings = isTenant ? ReadSettings(variable) : null,
            WritableContact = ReadContact(variable("CONFORMANCE_WRITE")),
            WritableField = NullIfEmpty(variable("CONFORMANCE_FIELD")),
            MayCreate = !isTenant || variable("CONFORMANCE_CREATE") == "true",
            ReportFile = NullIfEmpty(variable("CONFORMANCE_REPORT")),
        };
    }

    private static Dictionary<string, string?> ReadSettings(Func<string, string?> variable)
    {
        string Required(string name) => NullIfEmpty(variable(name))
            ?? throw new InvalidOperationException($"CONFORMANCE=tenant needs {name}; see .env.");
        var systemUser = NullIfEmpty(variable("SO_SYSTEM_USER_TOKEN"));
        var settings = new Dictionary<string, string?>
        {
            ["SuperOffice:ContextIdentifier"] = Required("SO_CONTEXT_IDENTIFIER"),
            ["SuperOffice:Environment"] = Required("SO_ENVIRONMENT"),
            ["SuperOffice:ClientId"] = Required("SO_CLIENT_ID"),
            ["SuperOffice:ClientSecret"] = Required("SO_CLIENT_SECRET"),
            ["SuperOffice:Login"] = systemUser is null ? "RefreshToken" : "SystemUser",
            ["SuperOffice:RefreshToken"] = systemUser is null ? Required("SO_REFRESH_TOKEN") : null,
            ["SuperOffice:SystemUserToken"] = systemUser,
            ["SuperOffice:PrivateKeyFile"] = systemUser is null ? null : Required("SO_PRIVATE_KEY_FILE"),
            ["SuperOffice:RedirectUri"] = NullIfEmpty(variable("SO_REDIRECT_URI")),
            ["SuperOffice:LoginUrl"] = NullIfEmpty(variable("SO_LOGIN_URL")),
        };
        return settings.Where(setting => setting.Value is not null).ToDictionary();
    }

    private static int? ReadContact(string? text) => NullIfEmpty(text) switch
    {
        null => null,
        ['c', 'o', 'n', 't', 'a', 'c', 't', ':', .. var id]
            when int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var contact) && contact > 0 => contact,
        var odd => throw new InvalidOperationException($"CONFORMANCE_WRITE is '{odd}': name one contact, such as contact:4711."),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
