using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.SuperOffice.Tests.Sandbox;

/// <summary>The sandbox on a random port, without the announcement of its first company.</summary>
public sealed class SandboxServer : IDisposable
{
    private readonly Factory _factory;

    public SandboxServer()
        : this(null)
    {
    }

    internal SandboxServer(TimeProvider? time)
    {
        _factory = new Factory(time);
        // Not UseKestrel(0): the factory would set that port while the program is already starting the server, and now and then too late.
        _factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _factory.StartServer();
        Http = _factory.CreateClient();
    }

    public HttpClient Http { get; }

    public Uri Url => Http.BaseAddress!;

    public async Task<JsonNode> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/sandbox/" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>How often the tenant was asked so, such as <c>POST tokens</c>.</summary>
    public async Task<int> CountAsync(string call) =>
        (await ControlAsync(HttpMethod.Get, "counters"))["apiCalls"]![call]?.GetValue<int>() ?? 0;

    public void Dispose()
    {
        Http.Dispose();
        _factory.Dispose();
    }

    private sealed class Factory(TimeProvider? time) : WebApplicationFactory<FaultSettings>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Sandbox:AnnounceFirstCompany", "false");
            builder.ConfigureTestServices(services =>
            {
                if (time is not null)
                {
                    services.AddSingleton(time);
                }
            });
            builder.ConfigureLogging(logging => logging.ClearProviders());
        }
    }
}
