using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

/// <summary>A sandbox and a client of its REST API that is logged in.</summary>
public sealed class RestFixture : IAsyncLifetime
{
    public SandboxHost Sandbox { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await Sandbox.LoginAsync();

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        Sandbox.Dispose();
        return ValueTask.CompletedTask;
    }

    public Task<HttpResponseMessage> GetAsync(string resource) =>
        Client.GetAsync(SandboxHost.Api + resource, TestContext.Current.CancellationToken);

    public async Task<JsonNode> JsonAsync(string resource) => await SandboxHost.JsonAsync(await GetAsync(resource));

    public Task<HttpResponseMessage> PatchAsync(
        string resource, string patch, string type = "application/json", Action<HttpRequestHeaders>? headers = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, SandboxHost.Api + resource)
        {
            Content = new StringContent(patch, Encoding.UTF8, type),
        };
        headers?.Invoke(request.Headers);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string resource, string? body = null, Action<HttpRequestHeaders>? headers = null)
    {
        var request = new HttpRequestMessage(method, SandboxHost.Api + resource)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        headers?.Invoke(request.Headers);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A contact of the test's own.</summary>
    public async Task<string> ContactAsync() => $"/Contact/{(await Sandbox.CreateAsync("Testfirma")).ContactId}";
}
