using System.CommandLine;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Contexts;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Login;

/// <summary>Has a person let the application into the tenant, in the person's browser, and keeps what that gives. No token is ever shown.</summary>
internal sealed class LoginCommand : Command
{
    private readonly Option<bool> _systemUser = new("--system-user")
    {
        Description = "Take the token of the application's own user, who sees everything. An administrator has to log in for it.",
    };

    private readonly Option<bool> _noBrowser = new("--no-browser") { Description = "Print the link only." };

    public LoginCommand() : base(
        "login", "Logs in to a tenant's SuperOffice in the browser, and keeps the login in the context, or in the file of --env. Asks for what is missing.")
    {
        Add(_systemUser);
        Add(_noBrowser);
        ContextOptions.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var context = ContextChoice.OrNew(parsed);
        var where = parsed.GetValue(CommonOptions.Json) ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output;
        var typed = await LoginValues.AskAsync(context, where, cancellationToken);
        context = context.With(typed);
        LoginFlow.Checked(context);
        await where.WriteLineAsync(context.Line);
        var systemUser = parsed.GetValue(_systemUser);
        var login = await new LoginFlow(parsed, where, !parsed.GetValue(_noBrowser), systemUser).RunAsync(context, typed, cancellationToken);
        return await TellAsync(login, systemUser, parsed);
    }

    private static async Task<int> TellAsync(KeptLogin login, bool isSystemUser, ParseResult parsed)
    {
        var (kept, consent, name) = login;
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CommonOptions.Json))
        {
            await output.WriteLineAsync(new JsonObject
            {
                ["tenant"] = consent.Tenant,
                ["company"] = consent.Company,
                ["name"] = name,
                ["associateId"] = consent.AssociateId,
                ["keptIn"] = kept.File,
                ["systemUser"] = isSystemUser,
            }.ToJsonString());
            return ExitCode.Good;
        }

        var screen = new Screen(output);
        var associate = consent.AssociateId is { } id ? $", associate {id}," : "";
        screen.Say(
            $"You are {(name.Length > 0 ? name : "somebody without a name")}{associate} of {consent.Tenant}{(consent.Company.Length > 0 ? $" ({consent.Company})" : "")}.");
        screen.Say(isSystemUser
            ? $"The token of the application's own user is kept in {kept.File} as SO_SYSTEM_USER_TOKEN."
            : $"The login is kept in {kept.File} as SO_REFRESH_TOKEN.");
        foreach (var note in NotesOn(kept, isSystemUser))
        {
            screen.Say(note, Color.Yellow);
        }

        screen.Say($"What the tenant has: connector discover {kept.Option}");
        return ExitCode.Good;
    }

    private static IEnumerable<string> NotesOn(TenantContext kept, bool isSystemUser)
    {
        if (isSystemUser && kept.Value("SO_PRIVATE_KEY_FILE").Length == 0)
        {
            yield return "SO_PRIVATE_KEY_FILE is needed too: the path of a file with the application's private key.";
        }

        if (!isSystemUser && kept.IsSystemUser)
        {
            yield return "SO_SYSTEM_USER_TOKEN is set too, and is used instead of this login: take its line out to work as this person.";
        }

        if (PrivateFile.IsOpenToOthers(kept.File))
        {
            yield return $"Others on this machine may read the file: chmod 600 {kept.File}";
        }
    }
}
