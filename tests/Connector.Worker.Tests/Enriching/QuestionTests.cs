using Connector.SuperOffice.Entities;
using Connector.Worker.Enriching;

namespace Connector.Worker.Tests.Enriching;

public sealed class QuestionTests
{
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
        var before = Question.About(Contact, sendOrgNr: false).Fingerprint;

        Assert.Equal(before, Print(Contact with { Fields = new Dictionary<string, string> { ["SuperOffice:83"] = "[I:15]" } }));
        Assert.Equal(before, Print(Contact with { UpdatedDate = DateTimeOffset.UnixEpoch.AddDays(1) }));
        Assert.Equal(before, Print(Contact with { Owner = null, PersonIds = [] }));
        Assert.Equal(before, Print(Contact with { OrgNr = "CHE-2" }));
        Assert.Equal(before, Print(Contact with { Name = " Nordwind Logistik AG\t" }));
        Assert.Equal(
            Question.About(Person, Contact, false).Fingerprint, Question.About(Person with { FullName = "Lena Frey-Roth" }, Contact, false).Fingerprint);

        static string Print(ContactRecord contact) => Question.About(contact, sendOrgNr: false).Fingerprint;
    }

    [Fact]
    public void Fingerprint_FollowsEverythingThatIsSent()
    {
        string[] prints =
        [
            Question.About(Contact, false).Fingerprint,
            Question.About(Contact, true).Fingerprint,
            Question.About(Contact with { Name = "Nordwind AG" }, false).Fingerprint,
            Question.About(Contact with { Website = "" }, false).Fingerprint,
            Question.About(Contact with { City = "Bern" }, false).Fingerprint,
            Question.About(Contact with { ContactId = 1 }, false).Fingerprint,
            Question.About(Person, Contact, false).Fingerprint,
            Question.About(Person with { Title = "CEO" }, Contact, false).Fingerprint,
            Question.About(Person with { PersonId = 1 }, Contact, false).Fingerprint,
            Question.About(Person, Contact with { Name = "Nordwind AG" }, false).Fingerprint,
        ];

        Assert.Equal(prints.Length, prints.Distinct().Count());
    }

    [Fact]
    public void OrganisationNumber_StaysInTheCrm_UnlessAllowed()
    {
        Assert.Equal("", Question.About(Contact, sendOrgNr: false).Company.OrgNumber);
        Assert.Equal("CHE-1", Question.About(Contact, sendOrgNr: true).Company.OrgNumber);
    }

    [Fact]
    public void HostileText_IsOneLineOfBoundedLength()
    {
        var question = Question.About(Contact with { Name = "a\r\n\0b" + new string('x', 500), Website = "w" + string.Concat(Enumerable.Repeat("\U0001F600", 300)) }, false);

        Assert.StartsWith("a   b", question.Company.Name, StringComparison.Ordinal);
        Assert.Equal(219, question.Company.Name.Length);
        Assert.InRange(question.Company.Website.Length, 200, 255);
        Assert.False(char.IsHighSurrogate(question.Company.Website[^1]));
    }

    [Fact]
    public void CompanyWithoutName_CannotBeAskedAbout() =>
        Assert.False(Question.About(Contact with { Name = " \n" }, false).IsAskable);
}
