using Connector.SuperOffice.Entities;
using Connector.Worker.Deciding;

namespace Connector.Worker.Tests.Deciding;

public sealed class PersonRulesTests
{
    [Theory]
    [InlineData(false, false, false, "", "", "persons_off")]
    [InlineData(true, false, false, "", "", null)]
    [InlineData(true, true, false, "", "", "retired")]
    [InlineData(true, false, true, "", "", "no_mailing")]
    [InlineData(true, true, true, "", "", "retired")]
    [InlineData(true, false, false, "store", "", "no_consent")]
    [InlineData(true, false, false, "store", "STORE CONSENT", null)]
    [InlineData(true, false, false, "store", "STORE withdrawn", "no_consent")]
    [InlineData(true, false, false, "store", "STORE WITHDRAW", "no_consent")]
    [InlineData(true, false, false, "store", "STORE OBJECTED", "no_consent")]
    [InlineData(true, false, false, "store", "STORE Revoked", "no_consent")]
    [InlineData(true, false, false, "store", "STORE", "no_consent")]
    [InlineData(true, false, false, "store", "SELL CONSENT", "no_consent")]
    [InlineData(true, false, false, "store", "STORE WITHDRAWN,STORE CONTRACT", null)]
    [InlineData(true, false, true, "store", "STORE CONSENT", "no_mailing")]
    public void Person_IsAskedAbout_OnlyWithEveryPermission(
        bool enrich, bool retired, bool noMailing, string purpose, string consents, string? refusal)
    {
        var options = new PersonOptions { Enrich = enrich };
        if (purpose.Length > 0)
        {
            options.ConsentPurposes.Add(purpose);
        }

        Assert.Equal(refusal, PersonRules.RefusalOf(Person(retired, noMailing, consents), options));
    }

    [Fact]
    public void ConfiguredLegalBases_ReplaceTheDefault()
    {
        var options = new PersonOptions { Enrich = true, ConsentPurposes = { "store" }, WithdrawnLegalBases = { "NOT_ANY_MORE" } };

        Assert.Equal("no_consent", PersonRules.RefusalOf(Person(consents: "STORE NOT_ANY_MORE"), options));
        Assert.Null(PersonRules.RefusalOf(Person(consents: "STORE WITHDRAWN"), options));
    }

    private static PersonRecord Person(bool retired = false, bool noMailing = false, string consents = "") => new()
    {
        PersonId = 981,
        ContactId = 4711,
        FullName = "Lena Frey",
        Title = "Head of Fleet",
        Retired = retired,
        NoMailing = noMailing,
        Consents = [.. consents.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => new Consent(text.Split(' ')[0], text.Split(' ').ElementAtOrDefault(1) ?? ""))],
        Fields = new Dictionary<string, string>(),
        UpdatedDate = DateTimeOffset.UnixEpoch,
        Deleted = false,
    };
}
