using System.Security.Cryptography;
using Connector.Cli.Contexts;
using Connector.Cli.Login;

namespace Connector.Cli.Setup;

/// <summary>What SuperOffice must know of the application, and what we must know of that; with what the connector's own parts prove themselves.</summary>
internal sealed class ApplicationStep : IStep
{
    private const string UsualRedirect = "http://127.0.0.1:8009/callback";

    // What the sandbox's are, its AppHost makes up.
    private static readonly string[] MadeUp = ["WEBHOOK_TOKEN", "WEBHOOK_SECRET", "OPERATOR_KEY"];

    public string Title => "application";

    public string Purpose => "SuperOffice lets in registered applications only. Register this one in SuperOffice's Developer Portal, with these values:";

    public Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken) =>
        Task.FromResult(LoginValues.MissingOf(walk.Context).Count + MissingOf(walk.Context).Count() > 0 ? null : Found(walk.Context));

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var missing = LoginValues.MissingOf(walk.Context);
        if (missing.Count > 0)
        {
            await ShowAsync(walk);
        }

        Dictionary<string, string> typed = [];
        foreach (var (name, question, isSecret) in missing)
        {
            typed[name] = isSecret
                ? await walk.Answers.SecretAsync("The application's client secret", null, cancellationToken)
                : await walk.Answers.TextAsync(question, name == "SO_REDIRECT_URI" ? UsualRedirect : null, _ => null, cancellationToken);
        }

        LoginFlow.Checked(walk.Context.With(typed));
        var made = MissingOf(walk.Context).ToDictionary(name => name, _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        walk.Keep([.. typed, .. made]);
        return Found(walk.Context) + (made.Count > 0 ? $"; {string.Join(", ", made.Keys)} made up and kept in {walk.Context.File}" : "");
    }

    private static IEnumerable<string> MissingOf(TenantContext context) => context.Name == ContextStore.Sandbox ? []
        : MadeUp.Where(name => context.Value(name).Length == 0);

    private static string Found(TenantContext context) =>
        $"{context.Tenant}, {context.Environment}, {context.Value("SO_CLIENT_ID")}, back to {context.Value("SO_REDIRECT_URI")}";

    // Nothing of it is wrapped, so that it can be copied.
    private static async Task ShowAsync(Walk walk)
    {
        await walk.Where.WriteLineAsync($"""

              name               Connector
              type               web application, in the environments of your tenant
              login              OpenID Connect, authorization code with PKCE
              scope              openid
              redirect address   {(walk.Context.Value("SO_REDIRECT_URI") is { Length: > 0 } registered ? registered : UsualRedirect)}
              API                REST, and the agents Webhook and UDF
              system user        not needed

            """);
        walk.Screen.Say("Ask for the agent Webhook by name: it is off by default. What the portal then shows is asked for here.");
    }
}
