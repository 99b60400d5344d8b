namespace Connector.Sandbox.Tenant.Login;

/// <summary>What an application asks a person's browser for.</summary>
internal sealed record AuthorizationQuestion(
    string ClientId, string RedirectUri, string ResponseType, string Scope, string State, string Nonce, string Challenge, string ChallengeMethod, string Hint)
{
    private const int MaxLength = 500;

    public static AuthorizationQuestion Read(Func<string, string> parameter) => new(
        parameter("client_id"), parameter("redirect_uri"), parameter("response_type"), parameter("scope"), parameter("state"), parameter("nonce"),
        parameter("code_challenge"), parameter("code_challenge_method"), parameter("acr_values"));

    /// <summary>The parameters again, for the form.</summary>
    public IEnumerable<(string Name, string Value)> Parameters =>
    [
        ("client_id", ClientId), ("redirect_uri", RedirectUri), ("response_type", ResponseType), ("scope", Scope), ("state", State), ("nonce", Nonce),
        ("code_challenge", Challenge), ("code_challenge_method", ChallengeMethod), ("acr_values", Hint),
    ];

    /// <summary>What is wrong with it, shown to the person: nobody is redirected anywhere then. The number is SuperOffice's own.</summary>
    public string? Problem(SandboxOptions options) =>
        ClientId != SandboxTenant.ClientId ? "The application is unknown: its client_id is not registered"
        : RedirectUri != options.RedirectUri ? "Error 2, InvalidRedirectUrl: redirect_uri is not exactly the registered one"
        : ResponseType != "code" || Scope != "openid" ? "The sandbox knows response_type=code with scope=openid only"
        : ChallengeMethod != "S256" || Challenge.Length == 0 ? "The sandbox wants PKCE with S256"
        : Parameters.Any(one => one.Value.Length > MaxLength) ? $"A parameter has more than {MaxLength} characters"
        : null;
}
