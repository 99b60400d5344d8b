using Connector.SuperOffice.Entities;
using Connector.Worker.Enriching;

namespace Connector.Worker.Tests.Enriching;

public sealed class QuestionTests
{
    private static QuestionTerms Usual => default;

    private static readonly ContactRecord Contact = new()
    {
        ContactId = 4711,
        Name = "Nordwind Logistik AG",
        Website = "www.nordwind.example",
        City = "Basel",
        OrgNr = "CHE-1",
        Owner = new AssociateRef(11, "ANNA"),
        PersonIds = [981],
        Fields = new Dictionary<string, string> { ["SuperOffice:83"] = "[I:14]" },
        UpdatedDate = DateTimeOffset.UnixEpoch,
        Deleted = false,
    };

    private static readonly PersonRecord Person = new()
    {
        PersonId = 981,
        ContactId = 4711,
        FullName = "Lena Frey",
        Title = "CFO",
        Retired = false,
        Fields = new Dictionary<string, string>(),
        UpdatedDate = DateTimeOffset.UnixEpoch,
        Deleted = false,
    };

    [Fact]
    public void Fingerprint_IgnoresWhatIsNotSent()
    {
        var before = Question.About(Contact, Usual).Fingerprint;

        Assert.Equal(before, Print(Contact with { Fields = new Dictionary<string, string> { ["SuperOffice:83"] = "[I:15]" } }));
        Assert.Equal(before, Print(Contact with { UpdatedDate = DateTimeOffset.UnixEpoch.AddDays(1) }));
        Assert.Equal(before, Print(Contact with { Owner = null, PersonIds = [] }));
        Assert.Equal(before, Print(Contact with { OrgNr = "CHE-2" }));
        Assert.Equal(before, Print(Contact with { Name = " Nordwind Logistik AG\t" }));
        Assert.Equal(
            Question.About(Person, Contact, Usual).Fingerprint, Question.About(Person with { FullName = "Lena Frey-Roth" }, Contact, Usual).Fingerprint);

        static string Print(ContactRecord contact) => Question.About(contact, Usual).Fingerprint;
    }

    [Theory]
    [InlineData("NORDWIND LOGISTIK AG", "www.nordwind.example", "Basel")]
    [InlineData("Nordwind  Logistik, AG", "www.nordwind.example", "Basel")]
    [InlineData("Nordwind-Logistik A.G.", "www.nordwind.example", "Basel")]
    [InlineData("Nordwind Logistik GmbH & Co. KG", "www.nordwind.example", "Basel")]
    [InlineData("Nordwind Logistik", "www.nordwind.example", "Basel")]
    [InlineData("Nordwind Logistik AG", "https://www.nordwind.example/", "Basel")]
    [InlineData("Nordwind Logistik AG", "http://nordwind.example", "Basel")]
    [InlineData("Nordwind Logistik AG", " WWW.Nordwind.Example ", "Basel")]
    [InlineData("Nordwind Logistik AG", "www.nordwind.example", "Bern")]
    [InlineData("Nordwind Logistik AG", "www.nordwind.example", "")]
    public void AnotherSpelling_OrAnotherCity_AsksNothing(string name, string website, string city)
    {
        var (before, after) = (Question.About(Contact, Usual), Question.About(Contact with { Name = name, Website = website, City = city }, Usual));

        Assert.Equal(before.Fingerprint, after.Fingerprint);
        Assert.Equal(city, after.Company.City);
        // Asked all the same, by a person or because the mapping changed, it is not the question that the old key stands for.
        Assert.NotEqual(Enricher.KeyOf("Cust1", before, ""), Enricher.KeyOf("Cust1", after, ""));
    }

    [Fact]
    public void TheKey_IsOneForAllThatIsSent_AndAnotherForAnythingElse()
    {
        var all = Usual with { SendOrgNr = true };
        string[] keys =
        [
            Key(Question.About(Contact, all)),
            Key(Question.About(Contact with { Name = "NORDWIND Logistik AG" }, all)),
            Key(Question.About(Contact with { Website = "nordwind.example" }, all)),
            Key(Question.About(Contact with { City = "basel" }, all)),
            Key(Question.About(Contact with { OrgNr = "che-1" }, all)),
            Key(Question.About(Contact, all, "unsent")),
            Key(Question.About(Contact, all), round: "1"),
            Key(Question.About(Contact, all), tenant: "Cust2"),
            Key(Question.About(Person, Contact, all)),
            Key(Question.About(Person with { Title = "cfo" }, Contact, all)),
            Key(Question.About(Person, Contact with { Name = "Nordwind AG" }, all)),
        ];

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(keys[0], Key(Question.About(Contact with { UpdatedDate = DateTimeOffset.UnixEpoch.AddDays(1) }, all)));

        static string Key(Question question, string round = "", string tenant = "Cust1") => Enricher.KeyOf(tenant, question, round);
    }

    [Theory]
    [InlineData("Nordwind Spedition AG", "www.nordwind.example")]
    [InlineData("Nordwind Logistik Nord AG", "www.nordwind.example")]
    [InlineData("Nordwind Logistik AG", "www.nordwind-logistik.example")]
    [InlineData("Nordwind Logistik AG", "shop.nordwind.example")]
    [InlineData("Nordwind Logistik AG", "www.nordwind.example/shop")]
    [InlineData("Nordwind Logistik AG", "")]
    public void AnotherNameOrWebsite_AsksAboutTheCompany_AndAboutItsPersonsOnlyWhereTheTenantWantsIt(string name, string website)
    {
        var (contact, wanted) = (Contact with { Name = name, Website = website }, Usual with { CompanyAsks = true });

        Assert.NotEqual(Question.About(Contact, Usual).Fingerprint, Question.About(contact, Usual).Fingerprint);
        Assert.Equal(Question.About(Person, Contact, Usual).Fingerprint, Question.About(Person, contact, Usual).Fingerprint);
        Assert.NotEqual(Question.About(Person, Contact, wanted).Fingerprint, Question.About(Person, contact, wanted).Fingerprint);
    }

    [Theory]
    [InlineData("AG", "GmbH")]
    [InlineData("+++", "***")]
    [InlineData("東京商事", "大阪商事")]
    public void NamesThatAreNothingButLegalForm_OrSigns_OrOtherLetters_AreToldApart(string one, string other) =>
        Assert.NotEqual(
            Question.About(Contact with { Name = one }, Usual).Fingerprint, Question.About(Contact with { Name = other }, Usual).Fingerprint);

    [Fact]
    public void Fingerprint_FollowsEverythingThatIsWorthAQuestion()
    {
        string[] prints =
        [
            Question.About(Contact, Usual).Fingerprint,
            Question.About(Contact, Usual with { SendOrgNr = true }).Fingerprint,
            Question.About(Contact with { Name = "Nordwind AG" }, Usual).Fingerprint,
            Question.About(Contact with { Website = "" }, Usual).Fingerprint,
            Question.About(Contact with { Website = "www.nordwind.example/de" }, Usual).Fingerprint,
            Question.About(Contact, Usual with { CityAsks = true }).Fingerprint,
            Question.About(Contact with { City = "Bern" }, Usual with { CityAsks = true }).Fingerprint,
            Question.About(Contact with { ContactId = 1 }, Usual).Fingerprint,
            Question.About(Person, Contact, Usual).Fingerprint,
            Question.About(Person with { Title = "CEO" }, Contact, Usual).Fingerprint,
            Question.About(Person with { PersonId = 1 }, Contact, Usual).Fingerprint,
            Question.About(Person with { ContactId = 1 }, Contact with { ContactId = 1 }, Usual).Fingerprint,
            Question.About(Person, Contact, Usual with { CompanyAsks = true }).Fingerprint,
            Question.About(Person, Contact with { Name = "Nordwind AG" }, Usual with { CompanyAsks = true }).Fingerprint,
        ];

        Assert.Equal(prints.Length, prints.Distinct().Count());
    }

    [Fact]
    public void OrganisationNumber_StaysInTheCrm_UnlessAllowed()
    {
        Assert.Equal("", Question.About(Contact, Usual).Company.OrgNumber);
        Assert.Equal("CHE-1", Question.About(Contact, Usual with { SendOrgNr = true }).Company.OrgNumber);
    }

    [Fact]
    public void HostileText_IsOneLineOfBoundedLength()
    {
        var question = Question.About(Contact with { Name = "a\r\n\0b" + new string('x', 500), Website = "w" + string.Concat(Enumerable.Repeat("\U0001F600", 300)) }, Usual);

        Assert.StartsWith("a   b", question.Company.Name, StringComparison.Ordinal);
        Assert.Equal(219, question.Company.Name.Length);
        Assert.InRange(question.Company.Website.Length, 200, 255);
        Assert.False(char.IsHighSurrogate(question.Company.Website[^1]));
    }

    [Fact]
    public void CompanyWithoutName_CannotBeAskedAbout() =>
        Assert.False(Question.About(Contact with { Name = " \n" }, Usual).IsAskable);
}
