using System.CommandLine;

namespace Connector.Cli.Companies;

/// <summary>A company to try the connector out with.</summary>
internal sealed class CompanyCommand : Command
{
    public CompanyCommand() : base("company", "Makes a marked test company with a person in the CRM, and deletes such companies again.")
    {
        Add(new CreateCompany());
        Add(new DeleteCompanies());
    }
}
