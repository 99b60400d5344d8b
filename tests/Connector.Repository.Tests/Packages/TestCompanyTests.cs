namespace Connector.Repository.Tests.Packages;

/// <summary>Making and deleting companies is for a person's command: no service gets to the part that can.</summary>
public sealed class TestCompanyTests
{
    [Fact]
    public void Only_the_command_line_makes_and_deletes_test_companies()
    {
        var users = Repository.Paths.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && !path.StartsWith("tests/", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("TestCompanies", StringComparison.Ordinal))
            .Select(path => string.Join('/', path.Split('/')[..2])).Distinct();

        Assert.Equal(["Connector.Cli/Companies", "Connector.Cli/Crm", "Connector.SuperOffice/TestRecords"], users.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_client_deletes_webhooks_and_test_companies_and_nothing_else()
    {
        var files = Repository.Paths.Where(path => path.StartsWith("Connector.SuperOffice/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("HttpMethod.Delete", StringComparison.Ordinal));

        Assert.Equal(["Connector.SuperOffice/TestRecords/TestCompanies.cs", "Connector.SuperOffice/Webhooks/WebhookSubscriptions.cs"], files.Order(StringComparer.Ordinal));
    }
}
