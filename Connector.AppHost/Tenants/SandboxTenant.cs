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

    /// <summary>What the worker may do to it, and which of its user-defined fields holds what.</summary>
    public static readonly IReadOnlyDictionary<string, string> WorkerSettings = new Dictionary<string, string>
    {
        ["Tenant__Persons__Enrich"] = "true",
        // Its analyses cost nothing, and trials are large.
        ["Tenant__Spend__CallsPerDay"] = "1000000",
        ["Tenant__Spend__AmountPerDay"] = "1000000",
        ["Tenant__WriteBudget__AccountsPerHour"] = "100000",
        ["Tenant__WriteBudget__AccountsPerDay"] = "100000",
        ["Tenant__Contact__Vertical__ProgId"] = "SuperOffice:83",
        ["Tenant__Contact__Summary__ProgId"] = "SuperOffice:84",
        ["Tenant__Contact__Opener__ProgId"] = "SuperOffice:85",
        ["Tenant__Contact__OpenerSecondary__ProgId"] = "SuperOffice:86",
        ["Tenant__Contact__LastEnriched__ProgId"] = "SuperOffice:87",
        ["Tenant__Contact__Stamp__ProgId"] = "SuperOffice:88",
        ["Tenant__Person__Role__ProgId"] = "SuperOffice:20",
        ["Tenant__Person__Subject__ProgId"] = "SuperOffice:21",
        ["Tenant__Person__Intro__ProgId"] = "SuperOffice:22",
        ["Tenant__Person__SocialProof__ProgId"] = "SuperOffice:23",
        ["Tenant__Person__LastEnriched__ProgId"] = "SuperOffice:24",
        ["Tenant__Person__Stamp__ProgId"] = "SuperOffice:25",
    };
}
