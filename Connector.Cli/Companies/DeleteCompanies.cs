using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Crm;
using Connector.SuperOffice;
using Connector.SuperOffice.TestRecords;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Cli.Companies;

/// <summary>Deletes test companies, and only those.</summary>
internal sealed class DeleteCompanies : TenantCommand
{
    private readonly Argument<int[]> _ids = new("id") { Description = "Contacts, by number; all test companies if none is given.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _yes = CommonOptions.Yes();

    public DeleteCompanies() : base(
        "delete", "Lists the companies that connector company create made, and deletes them with their persons once that is confirmed. Others are never deleted.")
    {
        Add(_ids);
        Add(_yes);
    }

    protected override bool ChangesTestCompanies => true;

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var companies = session.Services.GetRequiredService<TestCompanies>();
        var found = Chosen(await companies.FindAsync(cancellationToken), session.Parsed.GetValue(_ids) ?? []);
        if (!session.IsJson)
        {
            Show(session, found);
        }

        var agreed = found.Count > 0 && await AgreeAsync(session, found.Count, cancellationToken);
        List<int> deleted = [];
        List<string> refused = [];
        foreach (var one in agreed ? found : [])
        {
            try
            {
                await companies.DeleteAsync(one.ContactId, cancellationToken);
                deleted.Add(one.ContactId);
            }
            catch (SuperOfficeException failure) when (failure.Scope == FailureScope.Entity)
            {
                refused.Add(CrmFailure.TextOf(failure));
            }
        }

        if (session.IsJson)
        {
            await session.WriteJsonAsync(new JsonObject
            {
                ["found"] = new JsonArray([.. found.Select(one => (JsonNode)new JsonObject
                {
                    ["contactId"] = one.ContactId, ["name"] = one.Name, ["personIds"] = new JsonArray([.. one.PersonIds.Select(id => (JsonNode)id)]),
                })]),
                ["deleted"] = new JsonArray([.. deleted.Select(id => (JsonNode)id)]),
                ["refused"] = new JsonArray([.. refused.Select(why => (JsonNode)why)]),
            });
        }
        else
        {
            foreach (var why in refused)
            {
                session.Screen.Mark("✗", why);
            }

            session.Screen.Say(
                found.Count == 0 ? "There is no test company." : !agreed ? "Nothing was deleted. To do it, repeat the command with --yes."
                : $"{deleted.Count} of {found.Count} deleted.{(deleted.Count > 0 ? " SuperOffice keeps what was deleted in its recycle bin for some days." : "")}");
        }

        return deleted.Count == found.Count ? ExitCode.Good : ExitCode.Bad;
    }

    private static IReadOnlyList<TestCompany> Chosen(IReadOnlyList<TestCompany> found, int[] ids)
    {
        var others = ids.Except(found.Select(one => one.ContactId)).ToList();
        return others.Count > 0
            ? throw new CommandException(ExitCode.Bad,
                $"{string.Join(", ", others.Select(id => $"contact {id.ToString(CultureInfo.InvariantCulture)}"))}: no test company, and so not deleted here. "
                + "Without a number, the command lists those there are.")
            : [.. found.Where(one => ids.Length == 0 || ids.Contains(one.ContactId))];
    }

    private static void Show(CrmSession session, IReadOnlyList<TestCompany> found)
    {
        if (found.Count > 0)
        {
            session.Screen.Table(["contact", "name", "persons"], found.Select(one => new[]
            {
                one.ContactId.ToString(CultureInfo.InvariantCulture), one.Name, string.Join(", ", one.PersonIds),
            }));
        }
    }

    private async Task<bool> AgreeAsync(CrmSession session, int count, CancellationToken cancellationToken) => session.Parsed.GetValue(_yes)
        || (!session.IsJson && await Terminal.AskAsync(
            session.Output, $"Delete {(count == 1 ? "this company with its persons" : $"these {count} companies with their persons")}? yes or no:", cancellationToken) is "yes" or "y");
}
