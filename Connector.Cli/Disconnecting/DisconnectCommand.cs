using System.CommandLine;
using Connector.Cli.Asking;
using Connector.Cli.Crm;
using Connector.Cli.Webhooks;

namespace Connector.Cli.Disconnecting;

/// <summary>Takes the connector off a tenant, step by step. Each step looks first at what is so already, so that whoever was interrupted just repeats the command.</summary>
internal sealed class DisconnectCommand : TenantCommand
{
    private const int SecondsToWait = 300;

    private readonly Option<bool> _keep = new("--keep") { Description = "What the connector wrote stays in the CRM." };
    private readonly Option<bool> _undo = new("--undo") { Description = "Fields get back what they held before the connector wrote, where nobody changed them since." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking; needs --keep or --undo." };
    private readonly Option<int?> _wait = CommonOptions.Number("--wait", $"How many seconds to wait for workers at each step, {SecondsToWait} if not given:", 1, 86_400);
    private readonly Option<string> _by = CommonOptions.By();

    public DisconnectCommand() : base(
        "disconnect",
        "Takes the connector off the tenant: stops writes, deletes the webhook, keeps or undoes what was written, erases what is held, and says how to end the consent. "
        + "Asks first. Interrupted, it goes on when it is repeated. Needs the key.")
    {
        foreach (var option in new Option[] { _keep, _undo, _yes, _wait, _by })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            var (keep, undo) = (result.GetValue(_keep), result.GetValue(_undo));
            if (keep && undo)
            {
                result.AddError("--keep and --undo contradict each other: say one.");
            }
            else if (!keep && !undo && result.GetValue(_yes))
            {
                result.AddError("With --yes, say what is to become of the values that the connector wrote: --keep or --undo.");
            }
        });
    }

    protected override bool ChangesWebhooks => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        using var dashboard = new DashboardClient(session.Parsed);
        var tenant = Names.Tenant(session.Context.Tenant);
        await dashboard.GetAsync($"api/tenants/{tenant}/limits", cancellationToken);
        var undoes = await ChooseAsync(session, cancellationToken);
        await ConfirmAsync(session, tenant, undoes, cancellationToken);
        var steps = new StepList(session, undoes, asks: !session.Parsed.GetValue(_yes));
        var patience = TimeSpan.FromSeconds(session.Parsed.GetValue(_wait) ?? SecondsToWait);
        var by = session.Parsed.GetRequiredValue(_by);
        var disconnection = new Disconnection(session.Client, dashboard, new RepeatedOperations(dashboard, tenant, by, patience), steps, tenant, by);
        try
        {
            await disconnection.RunAsync(undoes, cancellationToken);
        }
        catch (StepFailedException failed)
        {
            steps.Failed(failed);
        }

        return await steps.EndAsync();
    }

    private async Task<bool> ChooseAsync(CrmSession session, CancellationToken cancellationToken)
    {
        if (session.Parsed.GetValue(_keep) || session.Parsed.GetValue(_undo))
        {
            return session.Parsed.GetValue(_undo);
        }

        var said = session.IsJson ? null : await Terminal.AskAsync(
            session.Output, "What the connector wrote into the CRM: keep it, or undo it where nobody changed it since? keep or undo:", cancellationToken);
        return said switch
        {
            "keep" => false,
            "undo" => true,
            _ => throw new CommandException(ExitCode.Usage, "Nothing was done. Say what is to become of the values that the connector wrote: --keep or --undo."),
        };
    }

    private async Task ConfirmAsync(CrmSession session, string tenant, bool undoes, CancellationToken cancellationToken)
    {
        if (session.Parsed.GetValue(_yes))
        {
            return;
        }

        var refusal = new CommandException(
            ExitCode.Bad, $"Nothing was done. To do it without being asked: connector disconnect {session.Context.Option} --{(undoes ? "undo" : "keep")} --yes");
        if (session.IsJson)
        {
            throw refusal;
        }

        var webhooks = await OurWebhooks.GrantedAsync(session.Client, cancellationToken);
        session.Screen.Say(
            $"This sets the mode of {tenant} to observe, deletes {Count(webhooks.Count)}, {ValuesWords(undoes)}, "
            + "and erases what the connector holds of the tenant, which cannot be undone.");
        if (await Terminal.AskAsync(session.Output, $"Disconnect {tenant}? yes or no:", cancellationToken) is not ("yes" or "y"))
        {
            throw refusal;
        }
    }

    private static string ValuesWords(bool undoes) =>
        undoes ? "gives fields back what they held before the connector wrote (you are shown which)" : "keeps what was written";

    private static string Count(int webhooks) => webhooks == 1 ? "1 webhook" : $"{webhooks} webhooks";
}
