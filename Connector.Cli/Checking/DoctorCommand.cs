using System.CommandLine;
using Connector.Cli.Crm;
using Connector.Cli.Webhooks;

namespace Connector.Cli.Checking;

/// <summary>Looks at everything between a tenant and its enriched fields, and says of each what is wrong and what to do.</summary>
internal sealed class DoctorCommand : TenantCommand
{
    private readonly Option<string?> _address = new("--address") { Description = "A public address at which SuperOffice is to post a test event, although there is no webhook yet." };
    private readonly Option<bool> _ask = new("--ask") { Description = "Ask the Company Explorer a test question. It costs what an analysis costs; the price is shown." };
    private readonly Option<string?> _data = new("--data") { Description = "Where the connector's data lie on this machine, to look at the disk." };

    public DoctorCommand() : base(
        "doctor",
        "Looks at settings, login, tenant, rights, fields, webhook, public address, Company Explorer, the connector, clock and disk: "
        + "✓ in order, ! to be looked at, ✗ wrong. Exit code 1 if anything is ✗.")
    {
        Add(_address);
        Add(_ask);
        Add(_data);
    }

    // SuperOffice's test event changes nothing, but is asked for in the way in which webhooks are.
    protected override bool ChangesWebhooks => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var address = session.Parsed.GetValue(_address) is { } text ? OurWebhooks.Target(text) : null;
        ICheck[] checks =
        [
            new SettingsCheck(), new SecretsCheck(), new TenantCheck(TimeProvider.System), new LoginCheck(), new RightsCheck(), new FieldsCheck(), new WebhookCheck(),
            new AddressCheck(address), new ExplorerCheck(), new ConnectorCheck(), new DiskCheck(),
        ];
        var checkup = new Checkup(new CheckInput(session, session.Parsed.GetValue(_ask), session.Parsed.GetValue(_data)));
        var report = new CheckReport(session);
        await foreach (var one in checkup.RunAsync(checks, cancellationToken))
        {
            report.Add(one);
        }

        return await report.EndAsync();
    }
}
