using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Testing;

namespace Connector.EndToEnd.Tests;

/// <summary>What a test does to the sandboxed tenant, and reads from it.</summary>
public sealed class SandboxApi(HttpClient http)
{
    public const string Vertical = "SuperOffice:83";
    public const string Summary = "SuperOffice:84";
    public const string Opener = "SuperOffice:85";
    public const string OpenerSecondary = "SuperOffice:86";
    public const string Role = "SuperOffice:20";
    public const string Subject = "SuperOffice:21";
    public const string Intro = "SuperOffice:22";
    public const string SocialProof = "SuperOffice:23";

    /// <summary>Creates a company with one person, as a human.</summary>
    public async Task<(int Contact, int Person)> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var host = new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);
        using var response = await http.PostAsJsonAsync("/sandbox/contacts", new { name, website = $"https://www.{host}.example" }, cancellationToken);
        response.EnsureSuccessStatusCode();
        var created = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        return ((int)created!["contactId"]!, (int)created["personIds"]!.AsArray().Single()!);
    }

    public async Task EditAsync(string path, object edit, CancellationToken cancellationToken)
    {
        using var response = await http.PatchAsJsonAsync(path, edit, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task TurnAsync(object faults, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync("/sandbox/faults", faults, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<JsonNode> GetAsync(string path) =>
        await http.GetFromJsonAsync<JsonNode>(path) ?? throw new InvalidOperationException($"{path} is null.");

    /// <summary>What people see in a field of an entity such as <c>contacts/4711</c>.</summary>
    public async Task<string> TextAsync(string entity, string progId) =>
        (string)(await GetAsync($"/sandbox/{entity}"))["fields"]![progId]!["text"]!;

    public async Task<long> CountAsync(string kind, string key) => (long?)(await GetAsync("/sandbox/counters"))[kind]![key] ?? 0;

    public Task<long> AnalysesAsync(string entity) => CountAsync("analyses", entity);

    public Task<long> PatchesAsync(string entity) => CountAsync("patches", entity);

    /// <summary>Calls that came as the eleventh or later of a second.</summary>
    public async Task<long> CallsOverLimitAsync() => (long)(await GetAsync("/sandbox/counters"))["callsOverLimit"]!;

    /// <summary>Events that were raised and are neither delivered nor given up.</summary>
    public async Task<long> UndeliveredAsync()
    {
        var counters = await GetAsync("/sandbox/counters");
        var raised = counters["events"]!.AsObject().Sum(count => (long)count.Value!);
        return raised - ((long?)counters["deliveries"]!["succeeded"] ?? 0) - ((long?)counters["deliveries"]!["lost"] ?? 0);
    }

    /// <summary>Waits until the company and its person hold everything the Company Explorer says about such.</summary>
    public async Task EnrichedAsync(int contact, int person, CancellationToken cancellationToken)
    {
        foreach (var progId in (string[])[Vertical, Summary, Opener, OpenerSecondary])
        {
            await FilledAsync($"contacts/{contact}", progId, cancellationToken);
        }

        foreach (var progId in (string[])[Role, Subject, Intro, SocialProof])
        {
            await FilledAsync($"persons/{person}", progId, cancellationToken);
        }
    }

    private Task<string> FilledAsync(string entity, string progId, CancellationToken cancellationToken) => Eventually.ValueAsync(
        () => TextAsync(entity, progId), text => text.Length > 0, ConnectorApp.Patience, $"{entity} has {progId}", cancellationToken);
}
