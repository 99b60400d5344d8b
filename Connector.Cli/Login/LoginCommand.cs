using System.CommandLine;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.Cli.Showing;
using Connector.SuperOffice;
using Connector.SuperOffice.Consents;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Connector.Cli.Login;

/// <summary>Has a person let the application into the tenant, in the person's browser, and keeps what that gives. No token is ever shown.</summary>
internal sealed class LoginCommand : Command
{
    // A code is good for ten minutes; nobody takes longer than that over the pages before it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

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
        var redirect = Checked(context);
        try
        {
            using var session = new CrmSession(context, parsed, loggedIn: false);
            await where.WriteLineAsync(context.Line);
            var flow = session.Services.GetRequiredService<ConsentFlow>();
            var request = flow.Begin();
            var sentTo = await SendAsync(request, redirect, parsed, where, cancellationToken);
            var consent = await flow.CompleteAsync(request, sentTo, cancellationToken);
            var kept = Keep(context, typed, consent, parsed.GetValue(_systemUser));
            return await TellAsync(kept, consent, parsed, cancellationToken);
        }
        catch (SuperOfficeException failure)
        {
            throw CrmFailure.Of(failure, context);
        }
    }

    // Exactly as registered: nothing of it is tidied up.
    private static Uri Checked(TenantContext context)
    {
        var problem = !System.Text.RegularExpressions.Regex.IsMatch(context.Tenant, @"\ACust[0-9]{1,10}\z") ? "SO_CONTEXT_IDENTIFIER must look like Cust12345."
            : context.Sandbox is null && SuperOffice.Tenancy.EnvironmentNames.ProblemOf(context.Value("SO_ENVIRONMENT")) is { } unknown ? $"SO_ENVIRONMENT: {unknown}"
            : !Uri.TryCreate(context.Value("SO_REDIRECT_URI"), UriKind.Absolute, out var redirect) || redirect.Scheme is not ("http" or "https")
                ? "SO_REDIRECT_URI must be an absolute address, exactly as it is registered for the application, such as http://127.0.0.1:8009/callback."
            : null;
        return problem is null ? new Uri(context.Value("SO_REDIRECT_URI")) : throw new CommandException(ExitCode.Usage, problem);
    }

    private async Task<Uri> SendAsync(ConsentRequest request, Uri redirect, ParseResult parsed, TextWriter where, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        if (!RedirectListener.CanListenAt(redirect))
        {
            return await PasteAsync(request, redirect, parsed, where, cancellationToken);
        }

        await using var listener = await RedirectListener.StartAsync(redirect, ConsentFlow.IsAnswer, cancellationToken);
        await ShowAsync(request, parsed, where);
        try
        {
            return await listener.AnswerAsync(both.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Bad, $"Nobody came back to {redirect} within {Patience.TotalMinutes:0} minutes. Nothing was kept.");
        }
    }

    private async Task<Uri> PasteAsync(ConsentRequest request, Uri redirect, ParseResult parsed, TextWriter where, CancellationToken cancellationToken)
    {
        await ShowAsync(request, parsed, where);
        await where.WriteLineAsync($"Afterwards the browser is sent to {redirect}…, whatever it shows there.");
        var pasted = await Terminal.AskAsync(where, "Paste the whole address that it was sent to:", cancellationToken)
            ?? throw new CommandException(ExitCode.Usage,
                $"SO_REDIRECT_URI, {redirect}, is no http address of this machine: log in at a terminal, where the address can be pasted that the browser is sent to.");
        return Uri.TryCreate(pasted.Trim('"', '\''), UriKind.Absolute, out var sentTo) && sentTo.GetLeftPart(UriPartial.Path) == redirect.GetLeftPart(UriPartial.Path)
            ? sentTo
            : throw new CommandException(ExitCode.Bad, $"What was pasted is not {redirect} with something behind it. Nothing was kept.");
    }

    private async Task ShowAsync(ConsentRequest request, ParseResult parsed, TextWriter where)
    {
        await where.WriteLineAsync($"Log in and allow the application:\n  {request.Link}");
        await where.FlushAsync();
        if (!parsed.GetValue(_noBrowser))
        {
            Browser.Open(request.Link);
        }
    }

    private static TenantContext Keep(TenantContext context, IReadOnlyDictionary<string, string> typed, Consent consent, bool systemUser)
    {
        var token = !systemUser ? KeyValuePair.Create("SO_REFRESH_TOKEN", consent.RefreshToken)
            : consent.SystemUserToken is { } own ? KeyValuePair.Create("SO_SYSTEM_USER_TOKEN", own)
            : throw new CommandException(ExitCode.Bad,
                "The login holds no token of a system user (claim system_token). Nothing was kept: an administrator has to log in, and SuperOffice must have registered the application with a system user.");
        var isNew = !File.Exists(context.File);
        var text = isNew ? "" : File.ReadAllText(context.File);
        var values = isNew ? context.Values.Where(one => one.Value.Length > 0 && one.Key != token.Key) : typed;
        text = EnvFileEditor.With(text, [.. values, token]);
        if (context.Name is not { } name)
        {
            PrivateFile.Write(context.File, text);
        }
        else
        {
            var store = ContextStore.OfUser;
            store.Write(name, text);
            if (store.Current is null)
            {
                store.Use(name);
            }
        }

        return context.With([token]);
    }

    private async Task<int> TellAsync(TenantContext kept, Consent consent, ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = consent.Name;
        var isSystemUser = parsed.GetValue(_systemUser);
        if (!isSystemUser && !kept.IsSystemUser)
        {
            using var session = new CrmSession(kept, parsed);
            name = await new Parts(kept).TryAsync(
                "principal", () => session.Client.ReadPrincipalAsync(cancellationToken), "") is { FullName: { Length: > 0 } full } ? full : name;
        }

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
