using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Connector.Reliability.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Reliability.Tests.Predecessors;

/// <summary>
/// Stands in for the connector that ours follows: it answers the same path with the same token, stores the event and answers at once; works on what is new or changed
/// in a column that matters, and not on its own echo; asks the Company Explorer, and writes into the same user-defined fields.
/// </summary>
internal sealed class Predecessor : IAsyncDisposable
{
    private const int OwnAssociate = 77;
    private const string VerticalList = "udlist108";

    private static readonly string[] Relevant = ["name", "urladdress", "urls", "orgnr", "userdef_id"];

    private readonly HttpClient _sandbox;
    private readonly WebApplication _app;
    private readonly Channel<JsonNode> _jobs = Channel.CreateUnbounded<JsonNode>();
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentBag<int> _enriched = [];
    private readonly Task _working;
    private int _posts;

    private Predecessor(HttpClient sandbox, string token)
    {
        _sandbox = sandbox;
        // Empty, since the settings of services lie beside the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapPost("/connector/webhook", async (HttpRequest request) =>
        {
            Interlocked.Increment(ref _posts);
            if (request.Headers["X-Connector-Token"] != token)
            {
                return Results.Unauthorized();
            }

            _jobs.Writer.TryWrite((await JsonNode.ParseAsync(request.Body))!);
            return Results.Ok();
        });
        _working = WorkAsync(_ending.Token);
    }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>How often it was posted to.</summary>
    public int Posts => Volatile.Read(ref _posts);

    /// <summary>The contacts it has written.</summary>
    public IReadOnlyCollection<int> Enriched => _enriched;

    /// <param name="sandbox">SuperOffice and the Company Explorer.</param>
    /// <param name="token">The webhook's token.</param>
    public static async Task<Predecessor> StartAsync(HttpClient sandbox, string token)
    {
        var one = new Predecessor(sandbox, token);
        await one._app.StartAsync();
        return one;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        _ending.Dispose();
    }

    /// <summary>Calls the tenant's API with the application's login.</summary>
    public static async Task<JsonNode?> CallAsync(HttpClient sandbox, HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var login = new HttpRequestMessage(HttpMethod.Post, "/login/common/oauth/tokens")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = "sandbox-client",
                ["client_secret"] = "sandbox-client-secret",
                ["refresh_token"] = "sandbox-refresh-token",
            }),
        };
        var token = (string)(await SendAsync(sandbox, login, cancellationToken))!["access_token"]!;
        using var request = new HttpRequestMessage(method, $"/Cust10001/api/v1/{path}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token), Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, method == HttpMethod.Patch ? "application/json-patch+json" : "application/json"),
        };
        return await SendAsync(sandbox, request, cancellationToken);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var job in _jobs.Reader.ReadAllAsync(cancellationToken))
        {
            if (IsRelevant(job))
            {
                var contact = (int)job["PrimaryKey"]!;
                await EnrichAsync(contact, cancellationToken);
                _enriched.Add(contact);
            }
        }
    }

    private static bool IsRelevant(JsonNode job) => (string?)job["Entity"] == "contact" && (int?)job["ChangedByAssociateId"] != OwnAssociate
        && ((string)job["Event"]! == "contact.created"
            || ((string)job["Event"]! == "contact.changed" && job["Changes"]!.AsArray().Any(column => Relevant.Contains((string)column!, StringComparer.OrdinalIgnoreCase))));

    private async Task EnrichAsync(int contact, CancellationToken cancellationToken)
    {
        var record = (await CallAsync(_sandbox, HttpMethod.Get, $"Contact/{contact}", null, cancellationToken))!;
        var answer = await AskAsync(contact, record, cancellationToken);
        var items = (await CallAsync(_sandbox, HttpMethod.Get, $"MDOList/{VerticalList}?flat=true", null, cancellationToken))!.AsArray();
        var vertical = items.Single(item => (string)item!["Name"]! == (string)answer["vertical_name"]!)!["Id"];
        JsonArray patch =
        [
            Replace(CrmFields.Vertical, $"[I:{vertical}]"), Replace(CrmFields.Summary, (string)answer["summary"]!),
            Replace(CrmFields.Opener, (string)answer["opener"]!), Replace(CrmFields.OpenerSecondary, (string)answer["opener_secondary"]!),
        ];
        await CallAsync(_sandbox, HttpMethod.Patch, $"Contact/{contact}", patch, cancellationToken);
    }

    private async Task<JsonNode> AskAsync(int contact, JsonNode record, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var question = new HttpRequestMessage(HttpMethod.Post, "/explorer/api/provision/superoffice-contact")
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("sandbox:sandbox-explorer-password"u8)) },
                Content = JsonContent.Create(new
                {
                    so_contact_id = contact,
                    crm_name = (string)record["Name"]!,
                    crm_website = (string?)record["Urls"]!.AsArray().FirstOrDefault()?["Value"],
                    crm_city = (string?)record["Address"]!["Street"]!["City"],
                }),
            };
            var answer = (await SendAsync(_sandbox, question, cancellationToken))!;
            if ((string)answer["status"]! != "processing")
            {
                return answer;
            }

            // As it did: it asks again after a while.
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static JsonObject Replace(string progId, string value) => new() { ["op"] = "replace", ["path"] = $"/UserDefinedFields/{progId}", ["value"] = value };

    private static async Task<JsonNode?> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? (text.Length == 0 ? null : JsonNode.Parse(text)) : throw new InvalidOperationException($"{request.Method} {request.RequestUri} answered {(int)response.StatusCode}.");
    }
}
