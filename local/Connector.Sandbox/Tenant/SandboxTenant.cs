namespace Connector.Sandbox.Tenant;

/// <summary>The constants of the one tenant there is. None of them guards anything: they are printed in the documentation.</summary>
internal static class SandboxTenant
{
    public const string Id = "Cust10001";
    public const string CompanyName = "Sandbox AS";
    public const string Serial = "1000100010";
    public const string ClientId = "sandbox-client";
    public const string ClientSecret = "sandbox-client-secret";

    /// <summary>Another tenant of the person who logs in, to be chosen by mistake: nothing of it is here.</summary>
    public const string OtherId = "Cust10002";

    public const string RefreshToken = "sandbox-refresh-token";

    public const string SystemUserToken = "SandboxConnector-0123456789";

    /// <summary>Version texts as the state call and the webhook's user agent show them.</summary>
    public const string Release = "Release_10.3.8";
}
