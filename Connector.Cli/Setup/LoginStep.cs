using Connector.Cli.Contexts;
using Connector.SuperOffice;

namespace Connector.Cli.Setup;

/// <summary>A person's consent, whose login is kept.</summary>
internal sealed class LoginStep : IStep
{
    public string Title => "login";

    public string Purpose => "A user of the tenant lets the application in, in the browser. What the connector does later, it does as this user: best one of its own.";

    public async Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken)
    {
        // What the sandbox's context has without a file is its connector's.
        if (walk.Context is { IsSystemUser: false }
            && !(ContextFile.Says(walk.Context, "SO_REFRESH_TOKEN") && walk.Context.Value("SO_REFRESH_TOKEN").Length > 0))
        {
            return null;
        }

        try
        {
            await walk.Session.Client.GetIdentityAsync(cancellationToken);
            return "SuperOffice accepts the one that is kept";
        }
        catch (SuperOfficeException refused) when (refused.Kind == FailureKind.Revoked && !walk.Context.IsSystemUser
            && !refused.Message.Contains("SO_CLIENT_ID", StringComparison.Ordinal))
        {
            // Whose application is refused cannot log in either; whose consent is gone can.
            return null;
        }
    }

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var login = await walk.Login.RunAsync(walk.Context, new Dictionary<string, string>(), cancellationToken);
        walk.Use(login.Context);
        return $"logged in, and kept in {walk.Context.File}";
    }
}
