using Connector.Sandbox.Explorer;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tests.Explorer;

public sealed class RulesTests
{
    [Theory]
    [InlineData("Hansen Kältetechnik GmbH", "", "Building Services & Refrigeration")]
    [InlineData("Brandt Maschinenbau GmbH", "", "Manufacturing – Machinery")]
    [InlineData("Precision Machinery Ltd", "", "Manufacturing – Machinery")]
    [InlineData("Krankenhaus Mitte", "", "Healthcare – Hospitals")]
    [InlineData("City Hospital Trust", "", "Healthcare – Hospitals")]
    [InlineData("Stadtwerke Rosenau", "", "Municipalities & Utilities")]
    [InlineData("Stadt Eschenbach", "", "Municipalities & Utilities")]
    [InlineData("Bäckerei Sonnenschein", "", "Food & Beverage")]
    [InlineData("Spedition Hartwig", "", "Logistics")]
    [InlineData("Volksbank Wiesengrund eG", "", "Finance & Insurance")]
    [InlineData("Müller & Partner", "www.mueller-software.example", "Software & IT")]
    [InlineData("Müller & Partner", null, "Other Industries")]
    public void ACompany_IsClassifiedByNameThenWebsite(string name, string? website, string vertical) =>
        Assert.Equal(vertical, VerticalRules.Classify(name, website).Name);

    [Fact]
    public void AKeywordInTheNameIsTrustedMoreThanOneInTheWebsite()
    {
        var (both, name, website, none) = (
            VerticalRules.Classify("Codewerk", "www.codewerk.example"), VerticalRules.Classify("Codewerk", null),
            VerticalRules.Classify("Müller", "www.codewerk.example"), VerticalRules.Classify("Müller", null));

        Assert.True(both.Confidence > name.Confidence && name.Confidence > website.Confidence && website.Confidence > none.Confidence);
    }

    [Fact]
    public void EveryVerticalTheRulesName_IsALivingItemOfTheTenantsList() =>
        Assert.All(VerticalRules.Names, name => Assert.Contains(UserList.Verticals.Items, item => item.Name == name && !item.Deleted));

    [Fact]
    public void AllButOneOfTheSeededCompanies_AreClassified() =>
        Assert.Equal(
            ["Meridian Holding SE"],
            Seeds.Rows().Contacts.Where(contact => contact.Id != Seeds.OwnCompany && VerticalRules.Classify(contact.Name, contact.Urls[0]) == VerticalRules.General).Select(contact => contact.Name));

    [Theory]
    [InlineData("Head of Operations", "Operations decision maker")]
    [InlineData("Betriebsleiter", "Operations decision maker")]
    [InlineData("Geschäftsführerin", "Business decision maker")]
    [InlineData("CFO", "Financial decision maker")]
    [InlineData("Leiterin Einkauf", "Purchasing decision maker")]
    [InlineData("Head of IT Operations", "Technical decision maker")]
    [InlineData("Marketing Manager", "Marketing and sales decision maker")]
    [InlineData("HR Business Partner", "People decision maker")]
    [InlineData("Sachbearbeiter", "User")]
    [InlineData("", "Influencer")]
    [InlineData(null, "Influencer")]
    public void AJobTitle_TellsTheRole(string? title, string role) => Assert.Equal(role, RoleRules.Classify(title).Role);
}
