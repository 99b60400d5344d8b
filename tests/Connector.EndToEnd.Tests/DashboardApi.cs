using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Connector.EndToEnd.Tests;

/// <summary>What a test reads from the dashboard.</summary>
public sealed class DashboardApi(HttpClient http, RunSecrets secrets)
{
    public async Task<JsonNode> AuditAsync() => await GetAsync("/api/audit");

    /// <summary>The newest run of an account such as <c>c4711</c>, with its jobs and timeline.</summary>
    /// <exception cref="InvalidOperationException">There is none among the newest.</exception>
    public async Task<JsonNode> RunOfAsync(string account)
    {
        var run = (await GetAsync("/api/runs"))["items"]!.AsArray().First(run => (string)run!["account"]! == account);
        return await GetAsync($"/api/runs/{(string)run!["id"]!}");
    }

    /// <summary>
    /// What anybody can read who has the operator's key: the pages, and the answer to each GET that the API describes, errors too.
    /// </summary>
    /// <param name="run">Has an entity's run page, jobs and people's data shown.</param>
    /// <param name="entity">Such as <c>contact:4711</c>.</param>
    public async Task<IReadOnlyList<(string Path, HttpStatusCode Status, string Text)>> ReadAllAsync(JsonNode run, string entity)
    {
        var (id, tenant) = ((string)run["run"]!["id"]!, (string)run["run"]!["tenant"]!);
        var described = (await GetAsync("/api/openapi.json"))["paths"]!.AsObject().Where(path => path.Value!["get"] is not null).Select(path => path.Key
            // A run has the id of its first job.
            .Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{tenant}", tenant, StringComparison.Ordinal)
            .Replace("{entity}", entity, StringComparison.Ordinal));
        var read = new List<(string, HttpStatusCode, string)>();
        foreach (var path in (string[])["/", $"/runs/{id}", "/api/openapi.json", "/api/audit?deep=true", .. described])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secrets.OperatorKey);
            using var response = await http.SendAsync(request);
            read.Add((path, response.StatusCode, $"{response.Headers}{await response.Content.ReadAsStringAsync()}"));
        }

        return read;
    }

    private async Task<JsonNode> GetAsync(string path) =>
        await http.GetFromJsonAsync<JsonNode>(path) ?? throw new InvalidOperationException($"{path} is null.");
}
