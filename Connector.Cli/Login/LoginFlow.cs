using System.CommandLine;
using Connector.Cli.Asking;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.SuperOffice;
using Connector.SuperOffice.Consents;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Cli.Login;

/// <summary>A login that is kept.</summary>
/// <param name="Context">The context with it.</param>
/// <param name="Consent">What SuperOffice said of it.</param>
/// <param name="Name">Whose it is; empty if that is not told.</param>
internal sealed record KeptLogin(TenantContext Context, Consent Consent, string Name);

/// <summary>Has a person let the application into the tenant, in the person's browser, and keeps what that gives.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="where">Where the link is printed.</param>
/// <param name="openBrowser">Whether to open it too.</param>
/// <param name="systemUser">Whether the token of the application's own user is wanted.</param>
internal sealed class LoginFlow(ParseResult parsed, TextWriter where, bool openBrowser, bool systemUser)
{
    // A code is good for ten minutes; nobody takes longer than that over the pages before it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Logs in.</summary>
    /// <param name="context">Which tenant, with all that a login needs.</param>
    /// <param name="typed">What of it is not in its file yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandException">It came to nothing; nothing was kept.</exception>
    public async Task<KeptLogin> RunAsync(TenantContext context, IReadOnlyDictionary<string, string> typed, CancellationToken cancellationToken)
    {
        var redirect = Checked(context);
        try
        {
            using var session = new CrmSession(context, parsed, loggedIn: false);
            var flow = session.Services.GetRequiredService<ConsentFlow>();
            var request = flow.Begin();
            var sentTo = await SendAsync(request, redirect, cancellationToken);
            var consent = await flow.CompleteAsync(request, sentTo, cancellationToken);
            var kept = ContextFile.Keep(context, [.. typed, TokenOf(consent)]);
            return new KeptLogin(kept, consent, await NameAsync(kept, consent, cancellationToken));
        }
        catch (SuperOfficeException failure)
        {
            throw CrmFailure.Of(failure, context);
        }
    }

    /// <summary>The address that is registered for the application.</summary>
    /// <exception cref="CommandException">A value cannot be.</exception>
    public static Uri Checked(TenantContext context)
    {
        // Exactly as registered: nothing of it is tidied up.
        var problem = !System.Text.RegularExpressions.Regex.IsMatch(context.Tenant, @"\ACust[0-9]{1,10}\z") ? "SO_CONTEXT_IDENTIFIER must look like Cust12345."
            : context.Sandbox is null && SuperOffice.Tenancy.EnvironmentNames.ProblemOf(context.Value("SO_ENVIRONMENT")) is { } unknown ? $"SO_ENVIRONMENT: {unknown}"
            : !Uri.TryCreate(context.Value("SO_REDIRECT_URI"), UriKind.Absolute, out var redirect) || redirect.Scheme is not ("http" or "https")
                ? "SO_REDIRECT_URI must be an absolute address, exactly as it is registered for the application, such as http://127.0.0.1:8009/callback."
            : null;
        return problem is null ? new Uri(context.Value("SO_REDIRECT_URI")) : throw new CommandException(ExitCode.Usage, problem);
    }

    private async Task<Uri> SendAsync(ConsentRequest request, Uri redirect, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        if (!RedirectListener.CanListenAt(redirect))
        {
            return await PasteAsync(request, redirect, cancellationToken);
        }

        await using var listener = await RedirectListener.StartAsync(redirect, ConsentFlow.IsAnswer, cancellationToken);
        await ShowAsync(request);
        try
        {
            return await listener.AnswerAsync(both.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Bad, $"Nobody came back to {redirect} within {Patience.TotalMinutes:0} minutes. Nothing was kept.");
        }
    }

    private async Task<Uri> PasteAsync(ConsentRequest request, Uri redirect, CancellationToken cancellationToken)
    {
        await ShowAsync(request);
        await where.WriteLineAsync($"Afterwards the browser is sent to {redirect}…, whatever it shows there.");
        var pasted = await Terminal.AskAsync(where, "Paste the whole address that it was sent to:", cancellationToken)
            ?? throw new CommandException(ExitCode.Usage,
                $"SO_REDIRECT_URI, {redirect}, is no http address of this machine: log in at a terminal, where the address can be pasted that the browser is sent to.");
        return Uri.TryCreate(pasted.Trim('"', '\''), UriKind.Absolute, out var sentTo) && sentTo.GetLeftPart(UriPartial.Path) == redirect.GetLeftPart(UriPartial.Path)
            ? sentTo
            : throw new CommandException(ExitCode.Bad, $"What was pasted is not {redirect} with something behind it. Nothing was kept.");
    }

    private async Task ShowAsync(ConsentRequest request)
    {
        await where.WriteLineAsync($"Log in and allow the application:\n  {request.Link}");
        await where.FlushAsync();
        if (openBrowser)
        {
            Browser.Open(request.Link);
        }
    }

    private KeyValuePair<string, string> TokenOf(Consent consent) => !systemUser ? new("SO_REFRESH_TOKEN", consent.RefreshToken)
        : consent.SystemUserToken is { } own ? new("SO_SYSTEM_USER_TOKEN", own)
        : throw new CommandException(ExitCode.Bad,
            "The login holds no token of a system user (claim system_token). Nothing was kept: an administrator has to log in, and SuperOffice must have registered the application with a system user.");

    private async Task<string> NameAsync(TenantContext kept, Consent consent, CancellationToken cancellationToken)
    {
        if (systemUser || kept.IsSystemUser)
        {
            return consent.Name;
        }

        using var session = new CrmSession(kept, parsed);
        return await new Parts(kept).TryAsync(
            "principal", () => session.Client.ReadPrincipalAsync(cancellationToken), "") is { FullName: { Length: > 0 } full } ? full : consent.Name;
    }
}
