using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Sandbox.Tests;

/// <summary>A sandbox on a random port, with short pauses and without the announcement unless settings say otherwise.</summary>
public sealed class SandboxHost : IDisposable
{
    public const string Api = "/Cust10001/api/v1";

    private readonly Factory _factory;

    public SandboxHost() : this([])
    {
    }

    public SandboxHost(Dictionary<string, string> settings, TimeProvider? time = null, ILoggerProvider? logs = null)
    {
        _factory = new(settings, time, logs);
        // Not UseKestrel(0): the factory would set that port while the program is already starting the server, and now and then too late.
        _factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _factory.StartServer();
        Http = _factory.CreateClient();
    }

    /// <summary>Without credentials.</summary>
    public HttpClient Http { get; }

    public void Dispose()
    {
        Http.Dispose();
        _factory.Dispose();
    }

    public async Task<HttpResponseMessage> TokenAsync(Dictionary<string, string>? changes = null)
    {
        Dictionary<string, string> form = new()
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "sandbox-client",
            ["client_secret"] = "sandbox-client-secret",
            ["refresh_token"] = "sandbox-refresh-token",
        };
        foreach (var (name, value) in changes ?? [])
        {
            form[name] = value;
        }

        using var content = new FormUrlEncodedContent(form);
        return await Http.PostAsync("/login/common/oauth/tokens", content, TestContext.Current.CancellationToken);
    }

    /// <summary>A client that is logged in as the connector.</summary>
    /// <param name="handler">Sees each of the client's calls. Default none.</param>
    public async Task<HttpClient> LoginAsync(DelegatingHandler? handler = null)
    {
        using var response = await TokenAsync();
        var token = (await JsonAsync(response))["access_token"]!.GetValue<string>();
        var client = handler is null ? _factory.CreateClient() : _factory.CreateDefaultClient(handler);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<JsonNode> GetAsync(string path) =>
        await JsonAsync(await Http.GetAsync(path, TestContext.Current.CancellationToken));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) =>
        Http.SendAsync(new(method, path) { Content = body is null ? null : JsonContent.Create(body) }, TestContext.Current.CancellationToken);

    public async Task<(int ContactId, int PersonId)> CreateAsync(string name)
    {
        var created = await JsonAsync(await SendAsync(HttpMethod.Post, "/sandbox/contacts", new { name }));
        return (created["contactId"]!.GetValue<int>(), created["personIds"]![0]!.GetValue<int>());
    }

    public async Task TurnAsync(object faults) => (await SendAsync(HttpMethod.Post, "/sandbox/faults", faults)).EnsureSuccessStatusCode();

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;

    private sealed class Factory(Dictionary<string, string> settings, TimeProvider? time, ILoggerProvider? logs) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Sandbox:AnnounceFirstCompany", "false");
            builder.UseSetting("Sandbox:Delivery:SecondTryAfter", "00:00:00.020");
            builder.UseSetting("Sandbox:Delivery:ThirdTryAfter", "00:00:00.020");
            builder.UseSetting("Sandbox:Explorer:ThinkTime", "00:00:00.050");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services =>
            {
                if (time is not null)
                {
                    services.AddSingleton(time);
                }
            });
            builder.ConfigureLogging(logging =>
            {
                logging.ClearProviders();
                if (logs is not null)
                {
                    logging.AddProvider(logs);
                }
            });
        }
    }
}
