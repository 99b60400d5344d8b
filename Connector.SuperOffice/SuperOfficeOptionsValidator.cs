using Connector.SuperOffice.Authentication;
using Connector.SuperOffice.Tenancy;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice;

/// <summary>Rules that attributes cannot state.</summary>
internal sealed class SuperOfficeOptionsValidator : IValidateOptions<SuperOfficeOptions>
{
    public ValidateOptionsResult Validate(string? name, SuperOfficeOptions options)
    {
        var failures = new List<string>();
        if (options.LoginUrl is { } login && !TenantAddress.IsAcceptable(login, options))
        {
            failures.Add("SuperOffice:LoginUrl must be an https address without user, query or fragment; plain http is accepted on loopback only, or with SuperOffice:AllowHttp if that network may read credentials.");
        }

        if (options.LoginUrl is null && EnvironmentNames.ProblemOf(options.Environment) is { } unknown)
        {
            failures.Add($"SO_ENVIRONMENT (SuperOffice:Environment): {unknown} For another address set SuperOffice:LoginUrl.");
        }

        if (options.RedirectUri is { Length: > 0 } redirect && !Uri.TryCreate(redirect, UriKind.Absolute, out _))
        {
            failures.Add("SO_REDIRECT_URI (SuperOffice:RedirectUri) must be an absolute address, exactly as registered for the application.");
        }

        if (options.Login == LoginFlow.RefreshToken && string.IsNullOrWhiteSpace(options.RefreshToken))
        {
            failures.Add("The refresh token is missing: log in once, then set SO_REFRESH_TOKEN in .env, or SuperOffice:RefreshToken.");
        }

        if (options.Login == LoginFlow.SystemUser)
        {
            failures.AddRange(SystemUserProblems(options));
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> SystemUserProblems(SuperOfficeOptions options)
    {
        if (!SystemUserKey.IsToken(options.SystemUserToken))
        {
            yield return "The system user's token is missing or no such token: set SO_SYSTEM_USER_TOKEN in .env, or SuperOffice:SystemUserToken, to the AppName-xxxxxxxxxx of the consent.";
        }

        if (SystemUserKey.Problem(options) is { } problem)
        {
            yield return problem;
        }
    }
}
