extern alias dashboard;

using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Connector.Worker.Tests.World;

/// <summary>The real dashboard on a random port, for its first page.</summary>
public sealed class DashboardPage : WebApplicationFactory<dashboard::Program>
{
    private readonly string _redis;

    internal DashboardPage(string redis)
    {
        _redis = redis;
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        StartServer();
    }

    /// <summary>The page as a browser gets it, its entities decoded; empty while Redis has not been found there.</summary>
    internal async Task<string> ReadAsync()
    {
        using var client = CreateClient();
        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)) : "";
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:redis", _redis);
        builder.UseSetting("Jobs:Profile", "sandbox");
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }
}
