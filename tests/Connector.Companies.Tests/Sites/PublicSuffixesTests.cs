using Connector.Companies.Sites;

namespace Connector.Companies.Tests.Sites;

/// <summary>The list's rules: plain ones, wildcards, exceptions, those of firms, and none.</summary>
public sealed class PublicSuffixesTests
{
    [Theory]
    [InlineData("com", null)]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("uk.com", null)]
    [InlineData("a.b.example.uk.com", "example.uk.com")]
    [InlineData("kobe.jp", "kobe.jp")]
    [InlineData("c.kobe.jp", null)]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("city.kobe.jp", "city.kobe.jp")]
    [InlineData("www.city.kobe.jp", "city.kobe.jp")]
    [InlineData("ck", null)]
    [InlineData("test.ck", null)]
    [InlineData("www.www.ck", "www.ck")]
    [InlineData("ide.kyoto.jp", null)]
    [InlineData("b.ide.kyoto.jp", "b.ide.kyoto.jp")]
    [InlineData("blogspot.com", null)]
    [InlineData("a.acme.github.io", "acme.github.io")]
    [InlineData("xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("xn--55qx5d.cn", null)]
    [InlineData("a.example.nowhere", "example.nowhere")]
    public void TheRegisteredName_IsTheLabelBeforeThePublicSuffix(string host, string? domain) => Assert.Equal(domain, PublicSuffixes.RegistrableDomain(host));

    [Theory]
    [InlineData("acme.de", true)]
    [InlineData("acme.co.uk", true)]
    [InlineData("node.js", false)]
    public void OnlyASuffixThatTheListHas_IsListed(string host, bool listed) => Assert.Equal(listed, PublicSuffixes.IsListed(host));

    [Fact]
    public void TheList_KeepsItsNoticeAndNamesItsVersion()
    {
        using var stream = typeof(PublicSuffixes).Assembly.GetManifestResourceStream("public_suffix_list.dat")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();

        Assert.Matches(@"\A// Public Suffix List, as Debian package publicsuffix \d{8}\.", text);
        Assert.Contains("Mozilla Public\n// License, v. 2.0", text, StringComparison.Ordinal);
        Assert.Contains("===BEGIN PRIVATE DOMAINS===", text, StringComparison.Ordinal);
    }
}
