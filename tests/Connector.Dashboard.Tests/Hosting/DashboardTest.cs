using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Connector.Dashboard.Tests.Hosting;

/// <summary>A test against the real dashboard on an empty Redis: what it has at hand, and how it asks.</summary>
[Collection(SharedRedis.Name)]
public abstract class DashboardTest(RedisFixture redis) : IAsyncLifetime
{
    protected const string Tenant = $"/api/tenants/{Hosting.Story.Tenant}";

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected RedisFixture Redis => redis;

    protected DashboardHost Host { get; private set; } = null!;

    protected Story Story { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        Host = DashboardHost.Start(redis);
        Story = new Story(Host.Services);
        await Story.KnowAsync(Hosting.Story.Tenant);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Host.DisposeAsync();
    }

    protected Task<JsonElement> GetAsync(string path) => Host.Client.GetFromJsonAsync<JsonElement>(path, Cancel);

    protected Task<string> PageAsync() => Host.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel);

    /// <summary>Asks for a change as an operator does, unless something else is said.</summary>
    protected async Task<HttpResponseMessage> PostAsync(
        string path, string body, string? key = DashboardHost.OperatorKey, string type = "application/json", string? origin = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await (client ?? Host.Client).SendAsync(request, Cancel);
    }

    /// <summary>Asks for a change, and tells what was answered.</summary>
    protected async Task<JsonElement> SendAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await PostAsync(path, body);
        Assert.Equal((path, expected), (path, response.StatusCode));
        return expected == HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    /// <summary>What people did, newest first: who, what, to what, detail.</summary>
    protected async Task<IReadOnlyList<string>> OperationsAsync() =>
        [.. (await GetAsync("/api/operations")).GetProperty("items").EnumerateArray().Select(o => $"{Text(o, "by")} {Text(o, "what")} {Text(o, "target")} {Text(o, "detail")}")];

    protected static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    protected static async Task<string?> DetailAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).TryGetProperty("detail", out var detail) ? detail.GetString() : null;
}
