using Connector.SuperOffice.Raw;

namespace Connector.SuperOffice.Tests.Raw;

/// <summary>A typed path stays below the tenant's API.</summary>
public sealed class RawPathTests
{
    [Theory]
    [InlineData("v1/Contact/4711", "v1/Contact/4711")]
    [InlineData("/v1/Contact?$filter=name%20is%20'x'&$top=1", "v1/Contact?$filter=name%20is%20'x'&$top=1")]
    [InlineData("/Cust10001/api/v1/Contact/1", "v1/Contact/1")]
    [InlineData("api/v1/Contact/UdefLayout/Published/SuperOffice:83", "v1/Contact/UdefLayout/Published/SuperOffice:83")]
    [InlineData("V1/MDOList/udlist108?flat=true&x=../..", "V1/MDOList/udlist108?flat=true&x=../..")]
    public void Path_below_the_API_is_taken(string text, string path)
    {
        Assert.Equal(path, RawPath.Below("Cust10001", text));
        Assert.StartsWith("https://online3.superoffice.com/Cust10001/api/", new Uri(new("https://online3.superoffice.com/Cust10001/api/"), path).AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v2/Contact/1")]
    [InlineData("https://attacker.example/v1/x")]
    [InlineData("//attacker.example/v1/x")]
    [InlineData("v1/../../Cust10002/api/v1/x")]
    [InlineData("v1/%2e%2e/x")]
    [InlineData("v1/.%2E/x")]
    [InlineData("v1/..%2fx")]
    [InlineData("v1/..%5cx")]
    [InlineData(@"v1\x")]
    [InlineData("Cust10002/api/v1/x")]
    [InlineData("v1/a b")]
    [InlineData("v1/a\r\nHost: x")]
    [InlineData("v1/ä")]
    [InlineData("v1/x#y")]
    [InlineData("v1/User/currentToken")]
    [InlineData("v1/User//currentToken/")]
    [InlineData("/Cust10001/api/v1/user/%63urrenttoken?x=1")]
    public void Path_that_could_lead_elsewhere_is_refused(string text) => Assert.Throws<ArgumentException>(() => RawPath.Below("Cust10001", text));
}
