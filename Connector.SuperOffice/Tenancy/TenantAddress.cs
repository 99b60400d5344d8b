namespace Connector.SuperOffice.Tenancy;

/// <summary>
/// Which addresses we talk to: the login and state host of the environment, and the API base which that host's state answer
/// names. Nothing else, and nothing an answer redirects to.
/// </summary>
internal static class TenantAddress
{
    /// <summary>The login and state address, ending in a slash.</summary>
    public static Uri Login(SuperOfficeOptions options)
    {
        // online3 serves the API of some tenants; logging in and asking for states happens at online.
        var address = options.LoginUrl ?? new Uri($"https://{options.Environment.TrimEnd("0123456789".ToCharArray())}.superoffice.com/");
        return WithSlash(address);
    }

    /// <summary>True if credentials may be sent there.</summary>
    public static bool IsAcceptable(Uri address, SuperOfficeOptions options) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || IsAllowedHttp(address, options))))
        && address.UserInfo.Length == 0
        && address.Query.Length == 0
        && address.Fragment.Length == 0;

    // Only the host that the settings name: what it answers names no further one.
    private static bool IsAllowedHttp(Uri address, SuperOfficeOptions options) =>
        options.AllowHttp && options.LoginUrl is { IsAbsoluteUri: true } login && address.Host == login.Host;

    /// <summary>The address with a slash at its end, so that relative addresses go below it.</summary>
    public static Uri WithSlash(Uri address) =>
        address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
