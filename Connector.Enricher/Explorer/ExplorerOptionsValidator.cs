using Connector.ServiceDefaults.Settings;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Explorer;

/// <summary>The rules that concern more than one setting. Says what to do and repeats no value: an address may hold a password.</summary>
internal sealed class ExplorerOptionsValidator : IValidateOptions<ExplorerOptions>
{
    public ValidateOptionsResult Validate(string? name, ExplorerOptions options)
    {
        List<string> failures = [.. Address(options), .. Credentials(options), .. Hosts(options)];
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Address(ExplorerOptions options)
    {
        if (options.BaseUrl is not { IsAbsoluteUri: true } url || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            yield return "Explorer:BaseUrl must be the Company Explorer's absolute address, such as https://explorer.example.com.";
            yield break;
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return "Explorer:BaseUrl must hold no user, query or fragment; set Explorer:UserName and Explorer:Password, or Explorer:ApiKey.";
        }

        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !options.AllowHttp)
        {
            yield return "Explorer:BaseUrl must be https beyond loopback; set Explorer:AllowHttp to true if that network may read credentials.";
        }
    }

    // An address would be a host that no request goes to.
    private static IEnumerable<string> Hosts(ExplorerOptions options) => options.AllowedHosts
        .Select(host => ListEntry.ProblemOf("Explorer:AllowedHosts", host, "a host's name alone", 253, name => Uri.CheckHostName(name) != UriHostNameType.Unknown))
        .OfType<string>();

    private static IEnumerable<string> Credentials(ExplorerOptions options)
    {
        var basic = !string.IsNullOrEmpty(options.UserName) || !string.IsNullOrEmpty(options.Password);
        var bearer = !string.IsNullOrEmpty(options.ApiKey);
        if (basic == bearer)
        {
            yield return basic
                ? "Set either Explorer:UserName and Explorer:Password or Explorer:ApiKey, not both."
                : "Set Explorer:UserName and Explorer:Password, or Explorer:ApiKey.";
        }

        if (basic && (string.IsNullOrEmpty(options.UserName) || string.IsNullOrEmpty(options.Password)))
        {
            yield return "Explorer:UserName and Explorer:Password must be set together.";
        }

        if (options.UserName?.Contains(':', StringComparison.Ordinal) == true)
        {
            yield return "Explorer:UserName must hold no colon: Basic authentication cannot carry one (RFC 7617).";
        }

        if (options.ApiKey?.Any(character => character is <= ' ' or > '~') == true)
        {
            yield return "Explorer:ApiKey must hold printable ASCII characters without spaces only.";
        }
    }
}
