using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

public sealed class FingerprintTests
{
    [Fact]
    public void Encoding_NeverChanges_OrEveryEntityWouldBeAskedAboutAgain() =>
        Assert.Equal(Known, Fingerprint.Of("contact", "4711", "Nordwind Logistik AG", "www.nordwind.example", "Basel", ""));

    [Fact]
    public void Parts_AreNotConfusedWithEachOther()
    {
        var prints = new[]
        {
            Fingerprint.Of("contact", "ab", "c"), Fingerprint.Of("contact", "a", "bc"), Fingerprint.Of("contact", "abc"),
            Fingerprint.Of("contact", "abc", ""), Fingerprint.Of("person", "abc"), Fingerprint.Of("contact", "", "abc"),
        };

        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.All(prints, p => Assert.Matches("^[0-9a-f]{64}$", p));
    }

    [Fact]
    public void WhatIsApplied_NamesQuestionAndMapping_AndWhatIsOpenOnlyIfSomethingIs()
    {
        Assert.Equal("f00;m=abc", Fingerprint.Applied("f00", "abc"));
        Assert.Equal("f00;m=abc;open=123", Fingerprint.Applied("f00", "abc", "123"));
    }

    [Theory]
    [InlineData("f00;m=abc", true)]
    [InlineData("f00;m=abc;open=123", true)]
    [InlineData("f00;m=abcd", false)]
    [InlineData("f00;m=abc;else=1", false)]
    [InlineData("f01;m=abc", false)]
    [InlineData("", false)]
    public void WhatIsApplied_IsOfItsQuestionAndMapping_WhateverIsOpen(string applied, bool isOf) => Assert.Equal(isOf, Fingerprint.IsOf(applied, "f00;m=abc"));

    private const string Known = "cd200dc7d200cfd1e8ba5c2fc6c8c92734a2b968291e3e59ba33b060e130c072";
}
