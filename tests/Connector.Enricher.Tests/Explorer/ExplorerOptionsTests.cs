using Connector.Enricher.Explorer;

namespace Connector.Enricher.Tests.Explorer;

public sealed class ExplorerOptionsTests
{
    [Theory]
    [InlineData("explorer.example.com", null)]
    [InlineData("10.0.0.7", null)]
    [InlineData("", "Explorer:AllowedHosts has an empty entry")]
    [InlineData("https://explorer.example.com", "Explorer:AllowedHosts: 'https://explorer.example.com' is not a host's name")]
    [InlineData("a.example,b.example", "Explorer:AllowedHosts: 'a.example,b.example' is not")]
    [InlineData("explorer.example.com:443", "is not a host's name alone")]
    public void An_allowed_host_is_a_name_alone(string host, string? expected)
    {
        var options = new ExplorerOptions { BaseUrl = new Uri("https://explorer.example.com"), ApiKey = "key" };
        options.AllowedHosts.Add(host);

        var result = new ExplorerOptionsValidator().Validate(null, options);

        Assert.Equal(expected is null, result.Succeeded);
        Assert.Contains(expected ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://explorer.example.com", "u", "p", null, false, null)]
    [InlineData("https://explorer.example.com/base/", null, null, "key", false, null)]
    [InlineData("http://localhost:8005/explorer", "u", "p", null, false, null)]
    [InlineData("http://127.0.0.1:8005", "u", "p", null, false, null)]
    [InlineData("http://sandbox:8005", "u", "p", null, true, null)]
    [InlineData("http://sandbox:8005", "u", "p", null, false, "https beyond loopback")]
    [InlineData(null, "u", "p", null, false, "absolute address")]
    [InlineData("/explorer", "u", "p", null, false, "absolute address")]
    [InlineData("ftp://explorer.example.com", "u", "p", null, false, "absolute address")]
    [InlineData("https://u:hunter2@explorer.example.com", "u", "p", null, false, "no user, query or fragment")]
    [InlineData("https://explorer.example.com?key=hunter2", "u", "p", null, false, "no user, query or fragment")]
    [InlineData("https://explorer.example.com", null, null, null, false, "Explorer:UserName and Explorer:Password, or Explorer:ApiKey")]
    [InlineData("https://explorer.example.com", "u", "hunter2", "key", false, "not both")]
    [InlineData("https://explorer.example.com", "u", null, null, false, "set together")]
    [InlineData("https://explorer.example.com", null, "hunter2", null, false, "set together")]
    [InlineData("https://explorer.example.com", "u:v", "hunter2", null, false, "no colon")]
    [InlineData("https://explorer.example.com", null, null, "hunter2\r\nX: y", false, "printable ASCII")]
    public void Settings_are_accepted_or_refused_with_what_to_do(
        string? url, string? user, string? password, string? key, bool allowHttp, string? expected)
    {
        var options = new ExplorerOptions
        {
            BaseUrl = url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute),
            UserName = user,
            Password = password,
            ApiKey = key,
            AllowHttp = allowHttp,
        };

        var result = new ExplorerOptionsValidator().Validate(null, options);

        Assert.Equal(expected is null, result.Succeeded);
        Assert.Contains(expected ?? "", result.FailureMessage ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.FailureMessage ?? "", StringComparison.Ordinal);
    }
}
