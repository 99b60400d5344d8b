using System.CommandLine;
using Connector.Cli.Contexts;
using Connector.SuperOffice;
using Connector.SuperOffice.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Cli.Crm;

/// <summary>A command that talks to a tenant's SuperOffice, by a context. It says first which tenant that is.</summary>
internal abstract class TenantCommand : Command
{
    protected TenantCommand(string name, string description) : base(name, description)
    {
        ContextOptions.AddTo(this);
        SetAction(RunAsync);
    }

    /// <summary>True for a command that may change webhooks.</summary>
    protected virtual bool ChangesWebhooks => false;

    /// <summary>True for a command that may make and delete test companies, and nothing else among records.</summary>
    protected virtual bool ChangesTestCompanies => false;

    /// <summary>True for a command whose stdout is for programs.</summary>
    protected virtual bool SaysWhereAside(ParseResult parsed) => false;

    /// <summary>Does it; what it returns is the exit code.</summary>
    protected abstract Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken);

    private IReadOnlyCollection<WriteKind> Changes() =>
        [.. ChangesWebhooks ? [WriteKind.Setup] : Array.Empty<WriteKind>(), .. ChangesTestCompanies ? [WriteKind.Records] : Array.Empty<WriteKind>()];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var context = ContextChoice.Of(parsed);
        try
        {
            using var session = new CrmSession(context, parsed, Changes());
            await (SaysWhereAside(parsed) ? session.Error : session.Where).WriteLineAsync(context.Line);
            return await RunAsync(session, cancellationToken);
        }
        catch (SuperOfficeException failure)
        {
            throw CrmFailure.Of(failure, context);
        }
        catch (OptionsValidationException wrong)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{string.Join(' ', SettingProblems.Of(wrong))} To be asked for what is missing, and to log in: connector login {context.Option}");
        }
    }
}
