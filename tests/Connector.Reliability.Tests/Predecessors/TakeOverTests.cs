using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Reliability.Tests.Running;
using Connector.Testing;

namespace Connector.Reliability.Tests.Predecessors;

/// <summary>
/// Walks what docs/from-the-python-connector.md says, against a stand-in of the predecessor: observe beside it, adopt, propose, move the public path with the same token, write within the
/// pilot's scope; and back.
/// </summary>
public sealed class TakeOverTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _dashboard = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ChaosSettings.OperatorKey) } };
    private ConnectorSystem _system = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _dashboard.Dispose();
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_connector_takes_over_from_its_predecessor_and_gives_back()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        _system = await ConnectorSystem.StartAsync(
            new SystemOptions
            {
                Dashboard = true,
                Ingresses = 1,
                Workers = 1,
                Ingress = new Dictionary<string, string> { ["Ingress:WebhookSecret"] = "" },
                Worker = new Dictionary<string, string>
                {
                    ["Tenant:Mode"] = "observe",
                    ["Tenant:Scope:All"] = "false",
                    ["Tenant:Persons:Enrich"] = "false",
                    ["Tenant:CityAsks"] = "true",
                },
            },
            cancellationToken: Cancelled);
        _dashboard.BaseAddress = _system.DashboardAddress;
        using var sandbox = new HttpClient { BaseAddress = _system.SandboxAddress };
        await using var predecessor = await Predecessor.StartAsync(sandbox, ChaosSettings.Token);
        await using var path = await PublicPath.StartAsync(predecessor.Url);
        // The predecessor's, at the public address; ours, beside it, is the sandbox's own.
        await Predecessor.CallAsync(sandbox, HttpMethod.Post, "Webhook", Webhook(path.Url), Cancelled);

        // Observe: theirs works as ever, ours only looks.
        var (contact, _) = await _system.Crm.CreateAsync("Maschinenfabrik Altmark GmbH", Cancelled);
        await IsWrittenByAsync(predecessor, contact);
        Assert.Empty(await OursAsync(contact));
        var theirs = await SummaryAsync(contact);
        Assert.StartsWith("Maschinenfabrik Altmark GmbH of Kiel", theirs, StringComparison.Ordinal);
        Assert.Equal((1, 1), (await CountAsync("analysis", contact), await CountAsync("patch", contact)));

        // Adopt: what stands there is ours to keep up to date.
        await AdoptAsync(contact);
        Assert.Equal(theirs, (await OursAsync(contact))[CrmFields.Summary]);
        Assert.Equal((theirs, 1), (await SummaryAsync(contact), await CountAsync("patch", contact)));

        // Propose: a change that theirs passes over, since its webhook names no column for it.
        await RestartAsync(("Tenant:Mode", "propose"));
        await _system.Crm.SwitchAsync(new { childEditEvents = "Housekeeping" }, Cancelled);
        await _system.Crm.EditAsync($"/sandbox/contacts/{contact}", new { city = "Stendal" }, Cancelled);
        await Eventually.TrueAsync(async () => (await ProposedAsync(contact)).Contains(CrmFields.Summary), Patience, "the new city is in a proposal", Cancelled);
        Assert.Equal((theirs, 1), (await SummaryAsync(contact), await CountAsync("patch", contact)));

        // Move the path, and write within the pilot's scope.
        await RestartAsync(("Tenant:Mode", "write"), ("Tenant:Scope:Contacts:0", contact.ToString(CultureInfo.InvariantCulture)));
        path.Target = _system.IngressAddresses[0];
        var posts = predecessor.Posts;
        await _system.Crm.EditAsync($"/sandbox/contacts/{contact}", new { name = "Maschinenbau Altmark GmbH" }, Cancelled);
        await Eventually.TrueAsync(
            async () => (await SummaryAsync(contact)).StartsWith("Maschinenbau Altmark GmbH of Stendal", StringComparison.Ordinal), Patience, "ours writes what was theirs", Cancelled);
        var (outside, _) = await _system.Crm.CreateAsync("Giesserei Altmark GmbH", Cancelled);
        await Eventually.TrueAsync(async () => (await ProposedAsync(outside)).Contains(CrmFields.Summary), Patience, "outside of the scope it is proposed", Cancelled);
        Assert.Equal((2, 0), (await CountAsync("patch", contact), await CountAsync("patch", outside)));
        Assert.Equal(posts, predecessor.Posts);
        var taken = path.Passed.Where(one => one.Target == path.Target).ToList();
        Assert.NotEmpty(taken);
        Assert.All(taken, one => Assert.Equal(200, one.Status));

        // The one-line way back.
        path.Target = predecessor.Url;
        await RestartAsync(("Tenant:Mode", "observe"));
        var (next, _) = await _system.Crm.CreateAsync("Werkzeugbau Altmark GmbH", Cancelled);
        await IsWrittenByAsync(predecessor, next);
        Assert.Empty(await OursAsync(next));
        Assert.Equal((1, 1), (await CountAsync("analysis", next), await CountAsync("patch", next)));
    }

    /// <summary>Waits until theirs has written it, and ours is done with all events of it, the one of theirs among them.</summary>
    private async Task IsWrittenByAsync(Predecessor predecessor, int contact)
    {
        await Eventually.TrueAsync(() => predecessor.Enriched.Contains(contact), Patience, $"the predecessor has written contact {contact}", Cancelled);
        await Eventually.TrueAsync(
            async () =>
            {
                var run = (await GetAsync("runs"))["items"]!.AsArray().First(one => (string)one!["account"]! == $"c{contact}");
                var jobs = (await GetAsync($"runs/{(string)run!["id"]!}"))["jobs"]!.AsArray().Where(job => (string)job!["entity"]! == $"contact:{contact}").ToList();
                return jobs.Count >= 2 && jobs.All(job => (string)job!["state"]! == "finished");
            },
            Patience, "ours has seen both", Cancelled);
    }

    private async Task RestartAsync(params (string Name, string Value)[] settings)
    {
        var worker = _system.Workers[0];
        await worker.TerminateAsync(Cancelled);
        foreach (var (name, value) in settings)
        {
            worker.Changed[name] = value;
        }

        await worker.StartAsync(Cancelled);
    }

    private async Task AdoptAsync(int contact)
    {
        var preview = await DoneAsync(await PostAsync("operations/adopt/preview", new { tenant = ChaosSettings.Tenant, by = "Anna", selection = new { entities = new[] { $"contact:{contact}" } } }));
        await DoneAsync(await PostAsync("operations/adopt/run", new { tenant = ChaosSettings.Tenant, by = "Anna", preview = (string)preview["id"]!, why = "the predecessor's" }));
        await Eventually.TrueAsync(async () => (await OursAsync(contact)).Count > 0, Patience, "what theirs wrote is ours", Cancelled);
    }

    private Task<JsonNode> DoneAsync(JsonNode operation) => Eventually.ValueAsync(
        () => GetAsync($"operations/adopt/{(string)operation["id"]!}?tenant={ChaosSettings.Tenant}"), one => (string)one["state"]! is "done" or "failed", Patience, "a worker has looked", Cancelled);

    private async Task<string> SummaryAsync(int contact) => (await _system.Crm.FieldsAsync($"contacts/{contact}", Cancelled))[CrmFields.Summary];

    private async Task<int> CountAsync(string kind, int contact) =>
        (await _system.Crm.JournalAsync(Cancelled)).Count(entry => entry.Kind == kind && entry.Entity == $"contact:{contact}");

    private async Task<IReadOnlyDictionary<string, string>> OursAsync(int contact) =>
        (await GetAsync($"explain/{ChaosSettings.Tenant}/contact:{contact}"))["written"]!.AsObject().ToDictionary(field => field.Key, field => (string)field.Value!);

    private async Task<IReadOnlyList<string>> ProposedAsync(int contact) =>
    [
        .. (await GetAsync($"tenants/{ChaosSettings.Tenant}/proposals/contact:{contact}"))["fields"]!.AsArray()
            .Where(field => (string)field!["decision"]! == "write").Select(field => (string)field!["progId"]!),
    ];

    private async Task<JsonNode> GetAsync(string path) => (await _dashboard.GetFromJsonAsync<JsonNode>($"/api/{path}", Cancelled))!;

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await _dashboard.PostAsJsonAsync($"/api/{path}", body, Cancelled);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!;
    }

    private static JsonObject Webhook(Uri url) => new()
    {
        ["Name"] = "predecessor",
        ["TargetUrl"] = url.AbsoluteUri,
        ["Type"] = "webhook",
        ["State"] = "Active",
        ["Events"] = new JsonArray("contact.created", "contact.changed", "person.created", "person.changed"),
        ["Headers"] = new JsonObject { ["X-Connector-Token"] = ChaosSettings.Token },
    };
}
