using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Connector.Reliability.Tests.Running;

/// <summary>The sandboxed CRM and Company Explorer, from the side of people and of whoever keeps the books.</summary>
internal sealed class SandboxTenant(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <summary>A company with one person.</summary>
    public async Task<(int Contact, int Person)> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var body = new { name, website = $"https://www.{name.Split(' ')[0].ToLowerInvariant()}.example", city = "Kiel" };
        using var response = await _http.PostAsJsonAsync("/sandbox/contacts", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        var created = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        return ((int)created!["contactId"]!, (int)created["personIds"]!.AsArray().Single()!);
    }

    /// <summary>A human changes a record.</summary>
    public async Task EditAsync(string path, object edit, CancellationToken cancellationToken)
    {
        using var response = await _http.PatchAsJsonAsync(path, edit, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Turns switches of the sandbox.</summary>
    public async Task SwitchAsync(object switches, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("/sandbox/faults", switches, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Ends all access tokens, so that whoever calls has to log in anew.</summary>
    public async Task ExpireTokensAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("/sandbox/tokens/expire", content: null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Turns all switches back.</summary>
    public async Task SwitchBackAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync("/sandbox/faults", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<JsonNode>(path, cancellationToken) ?? throw new InvalidOperationException($"{path} is null.");

    /// <summary>The user-defined fields of an entity such as <c>contacts/4711</c>, as people see them.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FieldsAsync(string entity, CancellationToken cancellationToken) =>
        (await GetAsync($"/sandbox/{entity}", cancellationToken))["fields"]!.AsObject().ToDictionary(f => f.Key, f => (string)f.Value!["text"]!);

    /// <summary>Events that were raised and are neither delivered nor given up.</summary>
    public async Task<long> UndeliveredAsync(CancellationToken cancellationToken)
    {
        var counters = await GetAsync("/sandbox/counters", cancellationToken);
        if (counters["webhook"] is null || (string?)counters["webhook"]!["state"] != "Active")
        {
            return 0;
        }

        var raised = counters["events"]!.AsObject().Sum(count => (long)count.Value!);
        return raised - ((long?)counters["deliveries"]!["succeeded"] ?? 0) - ((long?)counters["deliveries"]!["lost"] ?? 0);
    }

    /// <summary>PATCHes that were saved.</summary>
    public async Task<long> PatchesAsync(CancellationToken cancellationToken) =>
        (await GetAsync("/sandbox/counters", cancellationToken))["patches"]!.AsObject().Sum(count => (long)count.Value!);

    /// <summary>Each PATCH that was saved and each analysis that was started.</summary>
    public async Task<IReadOnlyList<(string Kind, string Entity, JsonNode Body)>> JournalAsync(CancellationToken cancellationToken) =>
        [.. (await GetAsync("/sandbox/journal", cancellationToken)).AsArray().Select(entry => ((string)entry!["kind"]!, (string)entry["entity"]!, entry["body"]!))];

    public void Dispose() => _http.Dispose();
}
