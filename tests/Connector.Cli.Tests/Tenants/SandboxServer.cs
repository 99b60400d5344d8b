extern alias sandbox;

using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Connector.Cli.Tests.Tenants;

/// <summary>The sandbox on a random port.</summary>
public sealed class SandboxServer : IDisposable
{
    private readonly Factory _factory;

    public SandboxServer(string redirectUri = "http://127.0.0.1:8009/callback")
    {
        _factory = new Factory(redirectUri);
        _factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _factory.StartServer();
        Http = _factory.CreateClient();
    }

    public HttpClient Http { get; }

    public Uri Url => Http.BaseAddress!;

    /// <summary>Turns switches.</summary>
    public async Task TurnAsync(object faults)
    {
        using var turned = await Http.PostAsJsonAsync("/sandbox/faults", faults, TestContext.Current.CancellationToken);
        turned.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        Http.Dispose();
        _factory.Dispose();
    }

    private sealed class Factory(string redirectUri) : WebApplicationFactory<sandbox::Connector.Sandbox.Control.FaultSettings>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Sandbox:AnnounceFirstCompany", "false");
            builder.UseSetting("Sandbox:RedirectUri", redirectUri);
            builder.UseSetting("Sandbox:Explorer:ThinkTime", "00:00:00.050");
            builder.ConfigureLogging(logging => logging.ClearProviders());
        }
    }
}
