using Connector.Companies.Sites;
using Connector.Worker.Enriching;

namespace Connector.Worker.Tests.Enriching;

/// <summary>Which answers a person is to look at, by what the answer itself says.</summary>
public sealed class DoubtTests
{
    private static readonly AnalysisFacts Facts = new("Acme GmbH", "https://acme.de", 0.5, "m-1");

    public static TheoryData<string, string> Strangers => new(
        from stranger in (string[])
        [
            "acme.com", "acme.at", "acme.ch", "acme-gmbh.de", "acmegmbh.de", "acme.eu", "acme-berlin.de", "acme.co.uk", "acme.io", "acme.net",
            "www.acme.org", "https://acme.info/", "acme.biz", "acme.com.au", "acme.github.io", "acme.wixsite.com/home", "acme.jimdofree.com", "die-acme.de", "acme-maschinenbau.de",
            "acmé.de", "acme.software", "shop.acme.store", "acme.de.com", "acme.nrw", "acme.hamburg", "acme.shop", "akme.de", "acme24.de", "acme.evil.de", "acme.de.evil.com",
        ]
        select (stranger, "www.acme.de"));

    public static TheoryData<string> HonestVariants =>
    [
        "acme.de", "www.acme.de", "http://acme.de", "https://acme.de", "http://www.acme.de", "https://www.acme.de", "https://www.acme.de/", "https://www.acme.de/de",
        "https://www.acme.de/en/home.html", "https://www.acme.de/index.php?id=1", "https://www.acme.de/#kontakt", "ACME.DE", "WWW.Acme.De", "Https://Acme.de", "acme.de.",
        "acme.de/", "acme.de:80", "https://acme.de:443/", "https://shop.acme.de", "https://karriere.acme.de/jobs", "m.acme.de", "www2.acme.de", "de.acme.de", "http//acme.de",
        "http:/acme.de", "//acme.de", " acme.de ", "acme.de, acme.com", "acme.de; info@acme.de", "info@acme.de", "mailto:info@acme.de", "https://user@acme.de/",
        "https://www.acme.de/impressum", "https:\\\\www.acme.de\\", "https://www.acme.de?utm_source=x", "acme.de (alt)", "blog.acme.de/2024/05", "intranet.acme.de", "acme.com", "acme-group.com",
    ];

    [Fact]
    public void ThirtySameNamedStrangers_AreAllProposed()
    {
        Assert.Equal(30, Strangers.Count);
        Assert.All(Strangers, row => Assert.Equal("other_website", Doubt.Of(Facts with { Website = row.Data.Item1 }, [row.Data.Item2], 0)?.Reason));
    }

    [Fact]
    public void OfFortyHonestVariants_AtMostTwoAreProposed()
    {
        Assert.Equal(40, HonestVariants.Count);
        Assert.InRange(HonestVariants.Count(row => Doubt.Of(Facts with { Website = row.Data }, ["https://www.acme.de"], 0) is not null), 0, 2);
    }

    [Fact]
    public void AnotherWebsite_IsNamedWithThatOfTheCrm()
    {
        var doubt = Doubt.Of(Facts with { Website = "https://acme.com/us" }, ["www.acme.de", "acme.at"], 0);

        Assert.Equal(new Doubt("other_website", "The answer is about \"Acme GmbH\" at https://acme.com/us; the CRM has www.acme.de, acme.at."), doubt);
    }

    [Fact]
    public void AnyOfTheWebsites_SpeaksForTheCompany() => Assert.Null(Doubt.Of(Facts, ["acme.com", "facebook.com/acme", "shop.acme.de"], 0));

    [Theory]
    [InlineData(0.5, 0.6, "The confidence is 0.5; Tenant:MinimumConfidence is 0.6.")]
    [InlineData(0.6, 0.6, null)]
    [InlineData(0.0, 0.0, null)]
    [InlineData(null, 1.0, null)]
    public void ALowerConfidence_IsADoubt_AndNoneIsNot(double? confidence, double minimum, string? detail) =>
        Assert.Equal(detail, Doubt.Of(Facts with { Confidence = confidence }, [], minimum)?.Detail);

    [Theory]
    [InlineData("acme.de", "", true)]
    [InlineData(null, "", true)]
    [InlineData(null, "acme.de", false)]
    [InlineData("acme.de", "acme.de", false)]
    [InlineData("acme.de", "facebook.com/acme", true)]
    [InlineData("acme.de", "keine", true)]
    [InlineData("keine", "acme.de", false)]
    public void WhereTheCrmHasNothingToCompare_TheNameIsAll(string? told, string known, bool isAll) =>
        Assert.Equal(isAll, Doubt.IsNameAll(Facts with { Website = told }, known.Length == 0 ? [] : [known]));

    [Theory]
    [InlineData(1, "contact:1")]
    [InlineData(3, "contact:1, contact:2, contact:3")]
    [InlineData(4, "contact:1, contact:2, contact:3, …")]
    public void Namesakes_AreNamed_ThreeOfThemAtMost(int others, string shown)
    {
        var doubt = Doubt.OfNamesakes(Facts, "Acme", [.. Enumerable.Range(1, others)]);

        Assert.Equal(
            new Doubt("namesake", $"The CRM has no website to distinguish it from {shown} of the same name \"Acme\"; the answer is about \"Acme GmbH\" at https://acme.de."),
            doubt);
    }

    [Fact]
    public void UnknownNamesakes_AreADoubtWithItsReason() => Assert.Equal(
        new Doubt("namesake", "The CRM has no website of the company, and whether another one has its name cannot be seen: why"), Doubt.OfUnknownNamesakes("why"));

    [Theory]
    [InlineData(null, null, "a company it does not name")]
    [InlineData(null, "acme.com", "acme.com")]
    [InlineData("Acme", null, "\"Acme\"")]
    [InlineData("Acme", "acme.com", "\"Acme\" at acme.com")]
    public void WhatTheAnswerIsAbout_IsNamedAsFarAsItSays(string? name, string? website, string named) => Assert.EndsWith(
        $"; the answer is about {named}.", Doubt.OfNamesakes(Facts with { CompanyName = name, Website = website }, "Acme", [1]).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void LongAddresses_AreCut(int length, bool cut)
    {
        var address = "acme.com/".PadRight(length, 'a');

        var detail = Doubt.Of(Facts with { Website = address }, ["acme.de"], 0)!.Detail;

        Assert.Contains(cut ? $" at {address[..100]}…;" : $" at {address};", detail, StringComparison.Ordinal);
    }

    [Fact]
    public void LowConfidence_HasItsWord() => Assert.Equal("low_confidence", Doubt.Of(Facts, [], 0.6)?.Reason);

    [Fact]
    public void Nothing_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => Doubt.Of(null!, [], 0));
        Assert.Throws<ArgumentNullException>(() => Doubt.IsNameAll(null!, []));
        Assert.Throws<ArgumentNullException>(() => Doubt.OfNamesakes(null!, "Acme", []));
        Assert.Throws<ArgumentNullException>(() => Doubt.Compare(null!, null));
    }

    [Fact]
    public void Missing_CannotBeCompared()
    {
        Assert.Equal(SiteComparison.Unknown, Doubt.Compare([], "acme.de"));
        Assert.Equal(SiteComparison.Unknown, Doubt.Compare(["acme.de"], null));
        Assert.Null(Doubt.Of(AnalysisFacts.None, ["acme.de"], 1));
    }
}
