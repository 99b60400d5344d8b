using System.Net;
using System.Text;
using Connector.Testing.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Sandbox.Tests.OpenApi;

/// <summary>The validator finds what it is there to find.</summary>
public sealed class ValidatorTests
{
    [Theory]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 200, """{"ContactId":1,"Name":null}""", null)]
    [InlineData("GET", "/Cust10001/api/v1/contact/1", "?$SELECT=Name", "", 200, """{"ContactId":1}""", null)]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 200, """{"ContactId":"1"}""", "ContactId")]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 200, """{"Nmae":"x"}""", "Nmae")]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 200, """{"Associate":{"Type":"Robot"}}""", "Type")]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 200, """{"CustomFields":{"SuperOffice:83:DisplayText":"x"}}""", null)]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 200, """{"CustomFields":{"SuperOffice:83":14}}""", "SuperOffice:83")]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 200, "<html>", "not JSON")]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 201, "{}", "status 201")]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 404, "{}", null)]
    [InlineData("GET", "/api/v1/Contact/1", "", "", 402, "{}", "status 402")]
    [InlineData("GET", "/api/v1/Contact/1", "?$expand=x", "", 200, "{}", "$expand")]
    [InlineData("GET", "/api/v1/Contact/1", "", "{}", 200, "{}", "takes none")]
    [InlineData("GET", "/api/v1/Contacts/1", "", "", 200, "{}", "no such operation")]
    [InlineData("POST", "/api/v1/Contact", "", """{"Nmae":"x"}""", 200, "{}", "request does not fit")]
    [InlineData("PATCH", "/api/v1/Contact/1", "", "[]", 200, "{}", null)]
    [InlineData("PATCH", "/api/v1/List/1", "", "[]", 200, "{}", "no such operation")]
    [InlineData("POST", "/api/v1/Agents/MDO/GetList", "", """{"Name":"x"}""", 200, "null", null)]
    [InlineData("POST", "/api/v1/Agents/MDO/GetList", "", """{"Nmae":"x"}""", 200, "null", "Nmae")]
    [InlineData("GET", "/api/v1/List/108/Items", "", "", 200, """[{"Id":1}]""", null)]
    [InlineData("GET", "/api/v1/List/108/Items", "", "", 200, """[{"ToolTip":"x"}]""", "ToolTip")]
    [InlineData("DELETE", "/api/v1/Contact/1", "", "", 204, "", null)]
    [InlineData("DELETE", "/api/v1/Contact/1", "", "", 200, "", "status 200")]
    [InlineData("POST", "/login/common/oauth/tokens", "", "x=y", 200, "{}", null)]
    public async Task AnExchange_IsFoundInOrderOrNot(string method, string path, string query, string body, int status, string answer, string? fault)
    {
        Assert.SkipUnless(ApiDescriptions.Folder is not null, ApiDescriptions.WhyAbsent);

        var faults = await new ApiValidator(new(ApiDescriptions.Folder!)).CheckAsync(new(method, path, query, body, status, answer));

        Assert.Equal(fault is null ? 0 : 1, faults.Count);
        Assert.Contains(fault ?? "", string.Concat(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheMiddleware_RecordsBothBodiesAndLeavesThemAlone()
    {
        var log = new ApiLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IStartupFilter>(new OpenApiMiddleware(log));
        await using var app = builder.Build();
        app.MapPost("/api/v1/echo", async (HttpRequest request) => Results.Text(await new StreamReader(request.Body).ReadToEndAsync(), statusCode: 418));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };

        using var response = await client.PostAsync("/api/v1/echo?a=b", new StringContent("Grüße", Encoding.UTF8), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)418, response.StatusCode);
        Assert.Equal("Grüße", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new("POST", "/api/v1/echo", "?a=b", "Grüße", 418, "Grüße"), Assert.Single(log.Exchanges));
    }
}
