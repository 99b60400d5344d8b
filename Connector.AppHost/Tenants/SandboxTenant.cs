namespace Connector.AppHost.Tenants;

/// <summary>What the sandbox knows as its only tenant. Nothing of it is a secret, and none of it opens anything else.</summary>
internal static class SandboxTenant
{
    /// <summary>The same names as in <c>.env</c>.</summary>
    public static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>
    {
        ["SO_CONTEXT_IDENTIFIER"] = "Cust10001",
        ["SO_ENVIRONMENT"] = "sod",
        ["SO_CLIENT_ID"] = "sandbox-client",
        ["SO_CLIENT_SECRET"] = "sandbox-client-secret",
        ["SO_REFRESH_TOKEN"] = "sandbox-refresh-token",
        ["SO_REDIRECT_URI"] = "",
        ["COMPANY_EXPLORER_USER"] = "sandbox",
        ["COMPANY_EXPLORER_PASSWORD"] = "sandbox-explorer-password",
        ["CONNECTOR_MODE"] = "write",
        ["CONNECTOR_SCOPE"] = "all",
    };

    /// <summary>Which of its user-defined fields holds what, by the worker's setting <c>Tenant:{key}:ProgId</c>.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["Contact:Vertical"] = "SuperOffice:83",
        ["Contact:Summary"] = "SuperOffice:84",
        ["Contact:Opener"] = "SuperOffice:85",
        ["Contact:OpenerSecondary"] = "SuperOffice:86",
        ["Contact:LastEnriched"] = "SuperOffice:87",
        ["Contact:Stamp"] = "SuperOffice:88",
        ["Person:Role"] = "SuperOffice:20",
        ["Person:Subject"] = "SuperOffice:21",
        ["Person:Intro"] = "SuperOffice:22",
        ["Person:SocialProof"] = "SuperOffice:23",
        ["Person:LastEnriched"] = "SuperOffice:24",
        ["Person:Stamp"] = "SuperOffice:25",
    };
}
