using System.Diagnostics;
using Connector.ServiceDefaults.Telemetry;

namespace Connector.ServiceDefaults.Tests.Telemetry;

public sealed class UrlRedactionProcessorTests
{
    [Theory]
    [InlineData("url.query", "?token=x", "*")]
    [InlineData("url.query", "token=x", "*")]
    [InlineData("url.query", "", "")]
    [InlineData("url.full", "https://host/path?key=x&b=y", "https://host/path?*")]
    [InlineData("url.full", "https://host/path?", "https://host/path?")]
    [InlineData("url.full", "https://host/path", "https://host/path")]
    [InlineData("http.url", "http://host:8003/connector/webhook?token=x", "http://host:8003/connector/webhook?*")]
    [InlineData("http.target", "/connector/webhook?token=x", "/connector/webhook?*")]
    [InlineData("an.attribute.of.tomorrow", "/a?b=c", "/a?*")]
    [InlineData("error.message", "who is it?", "who is it?")]
    public void Attribute_leaves_without_its_query_value(string key, string value, string expected)
    {
        using var activity = new Activity("GET").SetTag(key, value).SetTag("http.response.status_code", 200);

        new UrlRedactionProcessor().OnEnd(activity);

        Assert.Equal(expected, activity.GetTagItem(key));
        Assert.Equal(200, activity.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public void Display_name_and_status_leave_without_a_query_value()
    {
        using var activity = new Activity("GET") { DisplayName = "GET /a?token=x" };
        activity.SetStatus(ActivityStatusCode.Error, "no answer from http://host/a?token=x");

        new UrlRedactionProcessor().OnEnd(activity);

        Assert.Equal("GET /a?*", activity.DisplayName);
        Assert.Equal("no answer from http://host/a?*", activity.StatusDescription);
    }
}
