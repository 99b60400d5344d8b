using Connector.Companies.Sites;

namespace Connector.Companies.Tests.Sites;

/// <summary>Whether two addresses are one company's: by the registered name, or by the page on a site that many share.</summary>
public sealed class SiteTests
{
    [Theory]
    // The same firm, however it is entered.
    [InlineData("acme.de", "acme.de", SiteComparison.Same)]
    [InlineData("acme.de", "www.acme.de", SiteComparison.Same)]
    [InlineData("acme.de", "https://www.acme.de/", SiteComparison.Same)]
    [InlineData("http://acme.de", "https://acme.de/de/impressum.html?x=1#top", SiteComparison.Same)]
    [InlineData("acme.de", "shop.acme.de", SiteComparison.Same)]
    [InlineData("shop.acme.de", "karriere.intern.acme.de", SiteComparison.Same)]
    [InlineData("ACME.DE", "acme.de", SiteComparison.Same)]
    [InlineData("acme.de.", "acme.de", SiteComparison.Same)]
    [InlineData("acme.de:8080", "https://acme.de:443/a", SiteComparison.Same)]
    [InlineData("https://user:secret@acme.de/", "acme.de", SiteComparison.Same)]
    [InlineData("info@acme.de", "acme.de", SiteComparison.Same)]
    [InlineData("mailto:info@acme.de", "acme.de", SiteComparison.Same)]
    [InlineData("http//acme.de", "http:/acme.de", SiteComparison.Same)]
    [InlineData("//acme.de/x", "acme.de", SiteComparison.Same)]
    [InlineData("  www.acme.de / www.acme.com", "acme.de", SiteComparison.Same)]
    [InlineData("müller.de", "xn--mller-kva.de", SiteComparison.Same)]
    [InlineData("https://www.MÜLLER.de/Über", "http://xn--mller-kva.de", SiteComparison.Same)]
    [InlineData("例え.jp", "xn--r8jz45g.jp", SiteComparison.Same)]
    [InlineData("食狮.公司.cn", "www.xn--85x722f.xn--55qx5d.cn", SiteComparison.Same)]
    [InlineData("acme.co.uk", "www.acme.co.uk", SiteComparison.Same)]
    [InlineData("shop.acme.com.au", "acme.com.au", SiteComparison.Same)]
    [InlineData("192.168.10.20", "http://192.168.10.20:81/", SiteComparison.Same)]
    [InlineData("http://[2001:db8::1]/", "[2001:DB8::1]:80", SiteComparison.Same)]
    // Another firm, or not to be told from one.
    [InlineData("acme.de", "acme-stahl.de", SiteComparison.Other)]
    [InlineData("acme.de", "acme.com", SiteComparison.Other)]
    [InlineData("acme.de", "acme.de.com", SiteComparison.Other)]
    [InlineData("acme.de", "parkingcrew.net/?domain=acme.de", SiteComparison.Other)]
    [InlineData("acme.co.uk", "bolt.co.uk", SiteComparison.Other)]
    [InlineData("acme.com.au", "acme.net.au", SiteComparison.Other)]
    [InlineData("acme.github.io", "bolt.github.io", SiteComparison.Other)]
    [InlineData("acme.blogspot.com", "acme.blogspot.de", SiteComparison.Other)]
    [InlineData("acme.wordpress.com", "bolt.wordpress.com", SiteComparison.Other)]
    [InlineData("acme.jimdofree.com", "https://www.acme.jimdofree.com/kontakt", SiteComparison.Same)]
    [InlineData("müller.de", "mueller.de", SiteComparison.Other)]
    [InlineData("acme.de", "acme.evil.de", SiteComparison.Other)]
    [InlineData("a.acme.ck", "b.acme.ck", SiteComparison.Other)]
    [InlineData("a.www.ck", "b.www.ck", SiteComparison.Same)]
    // Hosts that many share.
    [InlineData("facebook.com/acme", "https://de-de.facebook.com/Acme/?ref=1", SiteComparison.Same)]
    [InlineData("facebook.com/acme", "facebook.com/bolt", SiteComparison.Other)]
    [InlineData("fb.com/acme", "www.facebook.com/pages/acme/123", SiteComparison.Same)]
    [InlineData("linkedin.com/company/acme", "https://de.linkedin.com/company/acme/about", SiteComparison.Same)]
    [InlineData("linkedin.com/company/acme", "linkedin.com/company/bolt", SiteComparison.Other)]
    [InlineData("xing.com/pages/acme", "www.xing.com/companies/bolt", SiteComparison.Other)]
    [InlineData("instagram.com/acme", "instagram.com/acme/", SiteComparison.Same)]
    [InlineData("sites.google.com/view/acme", "sites.google.com/view/acme/home", SiteComparison.Same)]
    [InlineData("sites.google.com/view/acme", "sites.google.com/view/bolt", SiteComparison.Other)]
    [InlineData("youtube.com/@acme", "youtube.com/c/acme", SiteComparison.Same)]
    [InlineData("twitter.com/acme", "https://x.com/acme", SiteComparison.Same)]
    [InlineData("x.com/acme", "x.com/bolt", SiteComparison.Other)]
    [InlineData("facebook.com/acme", "acme.de", SiteComparison.Unknown)]
    [InlineData("facebook.com/acme", "linkedin.com/company/acme", SiteComparison.Unknown)]
    [InlineData("192.168.10.20", "acme.de", SiteComparison.Unknown)]
    [InlineData("192.168.10.20", "192.168.10.21", SiteComparison.Unknown)]
    public void TwoAddresses_AreComparedByWhoseTheyAre(string one, string other, SiteComparison expected)
    {
        Assert.Equal(expected, Site.Parse(one)!.CompareTo(Site.Parse(other)!));
        Assert.Equal(expected, Site.Parse(other)!.CompareTo(Site.Parse(one)!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("localhost")]
    [InlineData("intranet/acme")]
    [InlineData("Acme GmbH")]
    [InlineData("keine")]
    [InlineData("-")]
    [InlineData("http://")]
    [InlineData("https://www.")]
    [InlineData("...")]
    [InlineData("acme..de")]
    [InlineData("-acme.de")]
    [InlineData("co.uk")]
    [InlineData("github.io")]
    [InlineData("www.github.io")]
    [InlineData("wordpress.com")]
    [InlineData("facebook.com")]
    [InlineData("https://www.facebook.com/profile.php?id=1")]
    [InlineData("linkedin.com/company/")]
    [InlineData("1.2")]
    [InlineData("n/a")]
    [InlineData("[::odd]")]
    [InlineData("acme.de\u0000")]
    [InlineData("xn--\uD800.de")]
    public void WhatDoesNotTellWhoseItIs_IsNoSite(string? address) => Assert.Null(Site.Parse(address));

    [Fact]
    public void AnAddressOfAnyLength_IsReadOrNot() => Assert.Null(Site.Parse(new string('a', 10_000) + ".de"));
}
