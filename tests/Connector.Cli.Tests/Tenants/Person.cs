using System.Net;
using System.Text.RegularExpressions;

namespace Connector.Cli.Tests.Tenants;

/// <summary>Somebody at the sandbox's authorization page.</summary>
internal static partial class Person
{
    /// <summary>What their browser is sent to once the page is filled in.</summary>
    public static async Task<Uri> SendToAsync(Uri link, string user, string tenant, string decision)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var page = await browser.GetStringAsync(link, TestContext.Current.CancellationToken);
        var form = Hidden().Matches(page).ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value));
        (form["user"], form["tenant"], form["decision"]) = (user, tenant, decision);
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(link.GetLeftPart(UriPartial.Path), content, TestContext.Current.CancellationToken);
        return answer.Headers.Location!;
    }

    /// <summary>Anna lets the application in.</summary>
    public static async Task LogInAsync(Uri link)
    {
        using var browser = new HttpClient();
        await browser.GetStringAsync(await SendToAsync(link, "ANNA", "Cust10001", "allow"), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""")]
    private static partial Regex Hidden();
}
