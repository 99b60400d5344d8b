extern alias sandbox;

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Connector.Worker.Tests.World;

/// <summary>The sandboxed SuperOffice on a random port, and what tests do to it as people would.</summary>
public sealed class SandboxHost : WebApplicationFactory<sandbox::Program>
{
    private readonly Uri _webhook;

    internal SandboxHost(Uri webhook)
    {
        _webhook = webhook;
        // Not UseKestrel(0): the factory would set that port while the program is already starting the server, and now and then too late.
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    public HttpClient Control { get; private set; } = null!;

    public Uri Address => Control.BaseAddress!;

    public void Start()
    {
        StartServer();
        Control = new HttpClient { BaseAddress = ClientOptions.BaseAddress };
    }

    /// <summary>A first login takes its time; no test's time-out should have to allow for it.</summary>
    public async Task WarmUpAsync()
    {
        using var login = await LoginAsync();
        using var state = await Control.GetAsync(new Uri($"/api/state/{WorkerHost.Tenant}", UriKind.Relative));
        Assert.True(login.IsSuccessStatusCode && state.IsSuccessStatusCode);
    }

    private async Task<HttpResponseMessage> LoginAsync()
    {
        using var refresh = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "sandbox-client",
            ["client_secret"] = "sandbox-client-secret",
            ["refresh_token"] = "sandbox-refresh-token",
        });
        return await Control.PostAsync(new Uri("/login/common/oauth/tokens", UriKind.Relative), refresh);
    }

    /// <summary>Creates a company, as a human, with one person, Lena Frey, if a job title is given.</summary>
    public async Task<(int Contact, int? Person)> CreateAsync(string name, string? jobTitle = null, int? owner = null, string website = "www.example.test")
    {
        object[] persons = jobTitle is null ? [] : [new { firstName = "Lena", lastName = "Frey", title = jobTitle }];
        var created = await SendAsync(HttpMethod.Post, "/sandbox/contacts", new { name, website, city = "Basel", ownerAssociateId = owner, persons });
        return ((int)created["contactId"]!, (int?)created["personIds"]!.AsArray().FirstOrDefault());
    }

    public Task EditContactAsync(int id, object edit) => SendAsync(HttpMethod.Patch, $"/sandbox/contacts/{id}", edit);

    public Task EditPersonAsync(int id, object edit) => SendAsync(HttpMethod.Patch, $"/sandbox/persons/{id}", edit);

    public Task FaultsAsync(object faults) => SendAsync(HttpMethod.Post, "/sandbox/faults", faults);

    /// <summary>What people see in a contact's field.</summary>
    public Task<string> ContactFieldAsync(int id, string progId) => FieldAsync($"/sandbox/contacts/{id}", progId);

    public Task<string> PersonFieldAsync(int id, string progId) => FieldAsync($"/sandbox/persons/{id}", progId);

    /// <summary>All that people see of a record such as <c>contacts/4711</c>, but when and by whom it was changed last.</summary>
    public async Task<string> RecordAsync(string record)
    {
        var seen = (await Control.GetFromJsonAsync<JsonNode>($"/sandbox/{record}", TestContext.Current.CancellationToken))!.AsObject();
        foreach (var housekeeping in seen.Select(member => member.Key).Where(key => key.StartsWith("updated", StringComparison.Ordinal)).ToList())
        {
            seen.Remove(housekeeping);
        }

        return seen.ToJsonString();
    }

    /// <summary>Deletes, as a human does; <paramref name="forGood"/> like the nightly cleaning that follows two weeks later.</summary>
    public async Task DeleteAsync(string record, bool forGood)
    {
        using var response = await Control.DeleteAsync(
            new Uri($"/sandbox/{record}?forGood={forGood}", UriKind.Relative), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Takes the deletion of a company back, as a human does within those two weeks.</summary>
    public async Task RestoreAsync(int contact)
    {
        using var response = await Control.PostAsync(new Uri($"/sandbox/contacts/{contact}/restore", UriKind.Relative), null, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Merges a company into another, as a human does: its persons go there, and it is gone.</summary>
    public Task MergeAsync(int source, int destination, bool identicalPersons) =>
        CallAsync(HttpMethod.Post, $"Contact/{source}/MergeTo/{destination}?mergeIdenticalPersons={identicalPersons}", body: null);

    /// <summary>Gives a company one more website, after those it has.</summary>
    public async Task AddWebsiteAsync(int contact, string website)
    {
        var carrier = (await CallAsync(HttpMethod.Get, $"Contact/{contact}", body: null))!;
        carrier["Urls"]!.AsArray().Add(new JsonObject { ["Value"] = website });
        await CallAsync(HttpMethod.Put, $"Contact/{contact}", carrier);
    }

    private async Task<JsonNode?> CallAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var login = await LoginAsync();
        var token = (string)JsonNode.Parse(await login.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["access_token"]!;
        using var request = new HttpRequestMessage(method, $"/{WorkerHost.Tenant}/api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        using var response = await Control.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>The records it was born with, ordinary behaviour, counters at zero.</summary>
    public async Task ResetAsync()
    {
        using var response = await Control.PostAsync(new Uri("/sandbox/reset", UriKind.Relative), null, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The connector's webhook: its state, and how many posts failed in a row.</summary>
    public async Task<(string State, int FailuresInARow)> WebhookAsync()
    {
        var counters = (await Control.GetFromJsonAsync<JsonNode>("/sandbox/counters", TestContext.Current.CancellationToken))!["webhook"]!;
        return ((string)counters["state"]!, (int)counters["consecutiveErrors"]!);
    }

    /// <summary>Calls the CRM's API, as the connector's login may.</summary>
    public Task<JsonNode?> ApiAsync(HttpMethod method, string path, JsonNode? body = null) => CallAsync(method, path, body);

    /// <summary>PATCHes the CRM saved for an entity such as <c>contact:4711</c>.</summary>
    public async Task<int> PatchesAsync(string entity) => (int)(await CountersAsync("patches")).GetValueOrDefault(entity);

    /// <summary>What the sandbox counted of a kind, such as <c>events</c>, <c>apiCalls</c> or <c>patches</c>.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountersAsync(string kind) =>
        (await Control.GetFromJsonAsync<JsonNode>("/sandbox/counters", TestContext.Current.CancellationToken))![kind]!
        .AsObject().ToDictionary(counter => counter.Key, counter => (long)counter.Value!);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Sandbox:WebhookUrl", _webhook.AbsoluteUri);
        builder.UseSetting("Sandbox:AnnounceFirstCompany", "false");
        // Tests of an intake that is down need the failures, not the pauses between them.
        builder.UseSetting("Sandbox:Delivery:SecondTryAfter", "00:00:00.020");
        builder.UseSetting("Sandbox:Delivery:ThirdTryAfter", "00:00:00.020");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
    }

    private async Task<string> FieldAsync(string path, string progId) =>
        (string)(await Control.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!["fields"]![progId]!["text"]!;

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await Control.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
