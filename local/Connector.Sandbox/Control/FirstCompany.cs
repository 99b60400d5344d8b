using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Events;
using Connector.Sandbox.Tenant.Fields;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Control;

/// <summary>
/// Shows a newcomer that everything works: waits until the connector's webhook accepts a test event, creates a company as a
/// human would, and tells the log what comes back. Silent where no webhook is configured.
/// </summary>
internal sealed class FirstCompany(
    TenantDatabase database, Clerk clerk, Subscriptions subscriptions, WebhookSender sender, IOptions<SandboxOptions> options, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<FirstCompany> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>After this long it says once what is missing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>After this long it stops looking.</summary>
    private static readonly TimeSpan End = TimeSpan.FromMinutes(15);

    /// <summary>How long the person's texts may lag behind the company's.</summary>
    private static readonly TimeSpan PersonLag = TimeSpan.FromSeconds(10);

    private static readonly string[] CompanyFields = ["SuperOffice:83", "SuperOffice:84", "SuperOffice:85", "SuperOffice:86"];
    private const string RoleField = "SuperOffice:20";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.AnnounceFirstCompany || subscriptions.Connector is null)
        {
            return;
        }

        await StartedAsync(stoppingToken);
        await ConnectorAsync(stoppingToken);
        var human = Associates.Anna;
        var (contact, persons) = clerk.Create(new()
        {
            Name = "Hansen Kältetechnik GmbH",
            Website = "www.hansen-kaeltetechnik.example",
            City = "Flensburg",
            OrgNr = "DE811234567",
            OwnerAssociateId = human.Id,
            Persons = [new() { FirstName = "Maike", LastName = "Hansen", Title = "Head of Operations" }],
        });
        SandboxLog.CompanyCreated(logger, human.FullName, contact.Name, contact.Id, persons[0].FullName);
        await FollowAsync(contact, persons[0], stoppingToken);
    }

    /// <summary>The connector reads from this process as soon as it hears of the company, so this must be listening.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    /// <summary>As SuperOffice does when a webhook is registered: posts a test event until it is answered with 200.</summary>
    private async Task ConnectorAsync(CancellationToken stoppingToken)
    {
        SandboxLog.WaitingForConnector(logger);
        var began = time.GetTimestamp();
        var complained = false;
        while (true)
        {
            var subscription = subscriptions.Connector ?? throw new InvalidOperationException("The connector's webhook was deleted");
            var result = await sender.PostAsync(subscription, TenantEvent.Test(time), retry: 0, test: true, stoppingToken);
            if (result.Ok)
            {
                return;
            }

            if (!complained && time.GetElapsedTime(began) > Patience)
            {
                complained = true;
                SandboxLog.ConnectorSilent(logger, (int)Patience.TotalSeconds, result.Error);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task FollowAsync(ContactRow created, PersonRow person, CancellationToken stoppingToken)
    {
        var began = time.GetTimestamp();
        HashSet<string> told = [];
        TimeSpan? companyDone = null;
        var complained = false;
        while (time.GetElapsedTime(began) is var elapsed && elapsed < End)
        {
            var contact = database.Contacts.Find(created.Id) ?? created;
            var role = (database.Persons.Find(person.Id) ?? person).UserFields.GetValueOrDefault(RoleField, "");
            Tell(contact, told);
            companyDone ??= CompanyFields.All(contact.UserFields.ContainsKey) ? elapsed : null;
            if (companyDone is { } done && (role.Length > 0 || elapsed - done > PersonLag))
            {
                foreach (var line in Story(contact, person, role, elapsed))
                {
                    SandboxLog.FirstCompanyEnriched(logger, line);
                }

                return;
            }

            if (!complained && elapsed > Patience)
            {
                complained = true;
                Complain(contact);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private void Tell(ContactRow contact, HashSet<string> told)
    {
        foreach (var progId in contact.UserFields.Keys.Where(told.Add))
        {
            var field = FieldLayout.Contact.Find(progId)!;
            SandboxLog.FieldWritten(logger, contact.Name, field.Label);
        }
    }

    private void Complain(ContactRow contact)
    {
        var missing = CompanyFields.Where(field => !contact.UserFields.ContainsKey(field)).Select(field => FieldLayout.Contact.Find(field)!.Label);
        var webhook = subscriptions.Connector;
        var hint = webhook is { State: not SubscriptionState.Active }
            ? $"The webhook is {webhook.State} ({webhook.LastError})"
            : options.Value.DashboardUrl is { } dashboard ? $"The run's state is on the dashboard: {dashboard}" : "Look at the worker's log";
        SandboxLog.StillMissing(logger, (int)Patience.TotalSeconds, contact.Name, contact.Id, string.Join(", ", missing), hint);
    }

    private IEnumerable<string> Story(ContactRow contact, PersonRow person, string role, TimeSpan elapsed)
    {
        string Field(string progId) => FieldText.Display(database.Lists, FieldLayout.Contact.Find(progId)!, contact.UserFields[progId]);
        string[] lines =
        [
            $"A new company was enriched in {elapsed.TotalSeconds:0} s:",
            $"  company        {contact.Name} (contact {contact.Id})",
            $"  vertical       {Field("SuperOffice:83")}",
            $"  summary        {Field("SuperOffice:84")}",
            $"  opener         {Field("SuperOffice:85")}",
            $"  second opener  {Field("SuperOffice:86")}",
            role.Length > 0 ? $"  person         {person.FullName}: {role}" : $"  person         {person.FullName}: no role yet",
            options.Value.DashboardUrl is { } dashboard ? $"  dashboard      {dashboard}" : "  dashboard      none configured",
        ];
        return lines.Select(OneLine);
    }

    /// <summary>Field texts come from outside; in a log each of them keeps to its line.</summary>
    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
