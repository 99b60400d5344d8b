namespace Connector.Cli.Contexts;

/// <summary>Which tenant a command talks to, and with what. It holds secrets and prints as its name.</summary>
internal sealed class TenantContext
{
    /// <param name="option">How it is chosen, as an option: <c>--context acme</c>.</param>
    /// <param name="file">Where its values are kept.</param>
    /// <param name="values">Its values by the names of <c>.env</c>, with defaults.</param>
    /// <param name="sandbox">The sandbox that is talked to instead of SuperOffice.</param>
    public TenantContext(string option, string file, IReadOnlyDictionary<string, string> values, Uri? sandbox) =>
        (Option, File, Values, Sandbox) = (option, file, values, sandbox);

    public string Option { get; }

    public string File { get; }

    public IReadOnlyDictionary<string, string> Values { get; }

    public Uri? Sandbox { get; }

    /// <summary>Its name among the contexts that are kept; null for a file of <c>--env</c>.</summary>
    public string? Name { get; init; }

    public string Tenant => Value("SO_CONTEXT_IDENTIFIER");

    /// <summary>SuperOffice's environment, or that it is not SuperOffice.</summary>
    public string Environment => Sandbox is null ? Value("SO_ENVIRONMENT") : "sandbox";

    public string Mode => Value("CONNECTOR_MODE");

    /// <summary>True where the application's own user logs in.</summary>
    public bool IsSystemUser => Value("SO_SYSTEM_USER_TOKEN").Length > 0;

    /// <summary>What every command says first.</summary>
    public string Line => $"{Or(Tenant, "no tenant")} · {Or(Environment, "no environment")} · {Mode}";

    /// <summary>A value; empty if there is none.</summary>
    public string Value(string name) => Values.GetValueOrDefault(name, "");

    /// <summary>The same context with other values, which are not kept thereby.</summary>
    public TenantContext With(IEnumerable<KeyValuePair<string, string>> values)
    {
        var changed = new Dictionary<string, string>(Values);
        foreach (var (name, value) in values)
        {
            changed[name] = value;
        }

        return new TenantContext(Option, File, changed, Sandbox) { Name = Name };
    }

    /// <summary>What the client needs to know, by the names of its settings.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ClientSettings()
    {
        yield return new("SuperOffice:ContextIdentifier", Tenant);
        yield return new("SuperOffice:Environment", Value("SO_ENVIRONMENT"));
        yield return new("SuperOffice:ClientId", Value("SO_CLIENT_ID"));
        yield return new("SuperOffice:ClientSecret", Value("SO_CLIENT_SECRET"));
        yield return new("SuperOffice:RedirectUri", Value("SO_REDIRECT_URI"));
        yield return new("SuperOffice:RefreshToken", Value("SO_REFRESH_TOKEN"));
        // Nobody's lease ends meanwhile, and a person rather waits than asks again.
        yield return new("SuperOffice:Timeout", "00:00:45");
        if (IsSystemUser)
        {
            yield return new("SuperOffice:Login", "SystemUser");
            yield return new("SuperOffice:SystemUserToken", Value("SO_SYSTEM_USER_TOKEN"));
            yield return new("SuperOffice:PrivateKeyFile", Value("SO_PRIVATE_KEY_FILE"));
        }

        // Nobody's lease ends here, so that the services' time-out is not ours.
        foreach (var (name, value) in Values.Where(one => one.Key.StartsWith("SuperOffice__", StringComparison.Ordinal) && one.Key != "SuperOffice__Timeout"))
        {
            yield return new(name.Replace("__", ":", StringComparison.Ordinal), value);
        }

        if (Sandbox is not null)
        {
            yield return new("SuperOffice:LoginUrl", Sandbox.AbsoluteUri);
        }
    }

    public override string ToString() => Option;

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
