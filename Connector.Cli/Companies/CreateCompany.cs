using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.SuperOffice;
using Connector.SuperOffice.TestRecords;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Cli.Companies;

/// <summary>
/// Makes a test company with a person. It refuses a name that there is: of two companies of one name nobody could tell which was enriched, and the connector
/// itself would doubt. In a production tenant it asks: colleagues see the company.
/// </summary>
internal sealed class CreateCompany : TenantCommand
{
    // A company that every Explorer finds, and that nobody minds being asked about.
    private const string UsualName = "SuperOffice AS";
    private const string UsualWebsite = "www.superoffice.com";
    private const string UsualCity = "Oslo";
    private const int SecondsToWait = 180;

    private readonly Option<string?> _name = Text("--name", $"Its name; {UsualName} with its website and city if not given. The Company Explorer is asked about it.");
    private readonly Option<string?> _website = Text("--website", "Its website.");
    private readonly Option<string?> _city = Text("--city", "Its city.");
    private readonly Option<string?> _title = Text("--job-title", "Its person's job title; Head of Sales if not given.");
    private readonly Option<bool> _watch = new("--watch") { Description = "Say what the connector does with both, until nothing more is to come. Asks the dashboard." };
    private readonly Option<int?> _wait = CommonOptions.Number("--wait", $"How many seconds to watch at most, {SecondsToWait} if not given:", 1, 3600);
    private readonly Option<bool> _yes = new("--yes") { Description = "Do it in a production tenant without asking." };

    public CreateCompany() : base(
        "create",
        "Makes a marked test company with a person in the CRM; refused if there is a company of that name. Asks in a production tenant. "
        + "connector company delete deletes it.")
    {
        foreach (var option in new Option[] { _name, _website, _city, _title, _watch, _wait, _yes })
        {
            Add(option);
        }
    }

    protected override bool ChangesTestCompanies => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var parsed = session.Parsed;
        using var dashboard = parsed.GetValue(_watch) ? new DashboardClient(parsed) : null;
        if (dashboard is not null)
        {
            // Before anything is made: a tenant that no worker has would be watched in vain.
            await dashboard.GetAsync($"api/tenants/{Names.Tenant(session.Context.Tenant)}/limits", cancellationToken);
        }

        var name = parsed.GetValue(_name)?.Trim();
        var wanted = new NewTestCompany(
            name ?? UsualName,
            parsed.GetValue(_website) ?? (name is null ? UsualWebsite : ""),
            parsed.GetValue(_city) ?? (name is null ? UsualCity : ""),
            parsed.GetValue(_title) ?? "Head of Sales");
        var companies = session.Services.GetRequiredService<TestCompanies>();
        if (await companies.FindNamesakeAsync(wanted.Name, cancellationToken) is { } namesake)
        {
            throw new CommandException(ExitCode.Bad,
                $"There is a company {wanted.Name} already, contact {namesake}: choose another name with --name, or, if it is a test company, "
                + $"delete it: connector company delete {session.Context.Option}");
        }

        if (!await AgreeAsync(session, wanted.Name, cancellationToken))
        {
            throw new CommandException(ExitCode.Bad, $"{session.Context.Tenant} is a production tenant: nothing was made. To make it there: --yes.");
        }

        var company = await companies.CreateAsync(wanted, cancellationToken);
        var personId = await AddPersonAsync(session, companies, company, wanted.JobTitle, cancellationToken);
        if (!session.IsJson)
        {
            var id = company.ContactId.ToString(CultureInfo.InvariantCulture);
            session.Screen.Say(
                $"Made: {company.Name}, contact:{id}, department {TestCompanies.Department}, with person:{personId}. "
                + $"To delete both: connector company delete {id} {session.Context.Option}");
        }

        return await EndAsync(session, dashboard, company, personId, cancellationToken);
    }

    private async Task<int> EndAsync(CrmSession session, DashboardClient? dashboard, TestCompany company, int personId, CancellationToken cancellationToken)
    {
        var answer = new JsonObject { ["contactId"] = company.ContactId, ["personId"] = personId, ["name"] = company.Name };
        var exitCode = ExitCode.Good;
        if (dashboard is not null)
        {
            var watch = new RecordWatch(dashboard, session.Context.Tenant, [$"contact:{company.ContactId}", $"person:{personId}"], session.IsJson ? null : session.Screen);
            exitCode = await watch.RunAsync(TimeSpan.FromSeconds(session.Parsed.GetValue(_wait) ?? SecondsToWait), cancellationToken);
            answer["watched"] = watch.ToJson();
        }

        if (session.IsJson)
        {
            await session.WriteJsonAsync(answer);
        }

        return exitCode;
    }

    private async Task<bool> AgreeAsync(CrmSession session, string name, CancellationToken cancellationToken) =>
        !IsProduction(session.Context)
        || session.Parsed.GetValue(_yes)
        || (!session.IsJson && await Terminal.AskAsync(
            session.Output, $"Make {name} with a person in {session.Context.Tenant}, which is a production tenant? yes or no:", cancellationToken) is "yes" or "y");

    /// <summary>Whether real customers' data are there.</summary>
    internal static bool IsProduction(TenantContext context) =>
        context.Sandbox is null && context.Environment.StartsWith("online", StringComparison.OrdinalIgnoreCase);

    private static async Task<int> AddPersonAsync(CrmSession session, TestCompanies companies, TestCompany company, string jobTitle, CancellationToken cancellationToken)
    {
        try
        {
            return await companies.AddPersonAsync(company, jobTitle, cancellationToken);
        }
        catch (SuperOfficeException failure)
        {
            throw new CommandException(ExitCode.Bad,
                $"{company.Name} was made, contact {company.ContactId}, but no person at it: {CrmFailure.TextOf(failure)} "
                + $"To delete it: connector company delete {company.ContactId} {session.Context.Option}");
        }
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, Validators = { Printable } };

    private static void Printable(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && (text.Trim().Length is 0 or > 100 || text.Any(c => char.IsControl(c) || c == '\\')))
        {
            result.AddError($"{result.Option.Name} takes 1 to 100 printable characters, without a backslash.");
        }
    }
}
