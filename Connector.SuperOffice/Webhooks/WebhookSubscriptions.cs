using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Writing;

namespace Connector.SuperOffice.Webhooks;

/// <summary>
/// The webhooks that this application registered; it sees no others. The webhook agent is off for an application until SuperOffice grants it, with
/// answers nobody documents: such a refusal is <see cref="FailureKind.NotGranted"/>. Source: SuperOffice docs, automation/webhook/dev/register, and its
/// description of <c>v1/Webhook</c>.
/// </summary>
public sealed partial class WebhookSubscriptions
{
    private readonly ApiCaller _api;

    internal WebhookSubscriptions(ApiCaller api) => _api = api;

    /// <summary>The webhooks, or those of a name, for an event, in a state.</summary>
    public async Task<IReadOnlyList<WebhookSubscription>> ListAsync(
        CancellationToken cancellationToken, string? name = null, string? eventName = null, WebhookState state = WebhookState.Unknown)
    {
        var filters = new List<string>();
        Add("nameFilter", name);
        Add("eventFilter", eventName);
        Add("statusFilter", state == WebhookState.Unknown ? null : state.ToString());
        var path = filters.Count == 0 ? "v1/Webhook" : $"v1/Webhook?{string.Join('&', filters)}";
        var answer = await SendAsync(ApiCall.Get("v1/Webhook", path), cancellationToken);
        return answer.Read(root => root.ValueKind == JsonValueKind.Null
            ? []
            : root.AsList().Select(one => new WebhookSubscription(one)).ToList());

        void Add(string filter, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                filters.Add($"{filter}={Uri.EscapeDataString(value)}");
            }
        }
    }

    /// <summary>The webhook with its statistics, or null if there is none that is ours.</summary>
    public async Task<WebhookSubscription?> GetAsync(int webhookId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(webhookId);
        var answer = await SendAsync(ApiCall.Get("v1/Webhook/{id}", $"v1/Webhook/{webhookId}"), cancellationToken, mayBeMissing: true);
        return answer.IsNotFound ? null : answer.Read(root => Own(root, webhookId));
    }

    /// <summary>Registers a webhook. SuperOffice posts a <c>test</c> event to its target first, and refuses it if that is not answered by 200.</summary>
    public async Task<WebhookSubscription> RegisterAsync(WebhookDefinition definition, CancellationToken cancellationToken)
    {
        var body = await FillAsync(definition, cancellationToken);
        var answer = await SendAsync(Write(HttpMethod.Post, "v1/Webhook", "v1/Webhook", body), cancellationToken);
        return answer.Read(root => new WebhookSubscription(root) is { WebhookId: > 0 } made ? made : throw new JsonException("the new webhook has no id"));
    }

    /// <summary>
    /// Makes a webhook what the definition says, and active. What the definition leaves out stays, as far as the API tells it: where it hides a secret or
    /// headers, give them again.
    /// </summary>
    public async Task<WebhookSubscription> UpdateAsync(int webhookId, WebhookDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var body = (await RequireAsync(webhookId, cancellationToken)).ToBody();
        definition.WriteTo(body);
        return await PutAsync(webhookId, body, cancellationToken);
    }

    /// <summary>
    /// Sets a webhook active again after SuperOffice or a person stopped it. That is a patch of the state alone; where the tenant knows no patch of webhooks (only
    /// samples show one), the webhook is written back as the API tells it, and then it matters whether it tells the secret: look at the result of a test.
    /// </summary>
    public async Task<WebhookSubscription> ReactivateAsync(int webhookId, CancellationToken cancellationToken)
    {
        var present = await RequireAsync(webhookId, cancellationToken);
        try
        {
            var patch = new ApiCall(HttpMethod.Patch, "v1/Webhook/{id}", $"v1/Webhook/{webhookId}")
            {
                Kind = WriteKind.Setup,
                ContentType = "application/json-patch+json",
                Body = """[{"op":"replace","path":"/State","value":"Active"}]"""u8.ToArray(),
            };
            return (await SendAsync(patch, cancellationToken)).Read(root => Own(root, webhookId));
        }
        catch (SuperOfficeException unknown) when (unknown.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            or HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.NotImplemented)
        {
            var body = present.ToBody();
            body["State"] = nameof(WebhookState.Active);
            return await PutAsync(webhookId, body, cancellationToken);
        }
    }

    /// <summary>Has SuperOffice post a <c>test</c> event to a target, without registering anything.</summary>
    public async Task<WebhookTestResult> TestAsync(WebhookDefinition definition, CancellationToken cancellationToken) =>
        await TestAsync(await FillAsync(definition, cancellationToken), cancellationToken);

    /// <summary>
    /// The same for a webhook as it is registered. Where the API hides its secret or headers, only SuperOffice can add them: whether it does is not documented.
    /// </summary>
    public async Task<WebhookTestResult> TestAsync(int webhookId, CancellationToken cancellationToken) =>
        await TestAsync((await RequireAsync(webhookId, cancellationToken)).ToBody(), cancellationToken);

    private async Task<WebhookTestResult> TestAsync(JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(Write(HttpMethod.Post, "v1/Webhook/Test", "v1/Webhook/Test", body), cancellationToken);
        return answer.Read(root => root.Member("Success") is null
            ? throw new JsonException("Success is missing")
            : new WebhookTestResult(root.Flag("Success"), root.Text("Message")));
    }

    /// <summary>Deletes a webhook; false if there was none that is ours.</summary>
    public async Task<bool> DeleteAsync(int webhookId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(webhookId);
        var call = new ApiCall(HttpMethod.Delete, "v1/Webhook/{id}", $"v1/Webhook/{webhookId}") { Kind = WriteKind.Setup };
        return !(await SendAsync(call, cancellationToken, mayBeMissing: true)).IsNotFound;
    }

    /// <summary>What the last failed post was answered, or why it got no answer, in SuperOffice's words; empty if none failed. Not for logs.</summary>
    public async Task<string> GetLastErrorAsync(int webhookId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(webhookId);
        var answer = await SendAsync(ApiCall.Get("v1/Webhook/{id}/LastError", $"v1/Webhook/{webhookId}/LastError"), cancellationToken);
        return answer.Read(root => root.ValueKind switch
        {
            JsonValueKind.String => root.GetString()!,
            JsonValueKind.Null => "",
            _ => throw new JsonException("it is no text"),
        });
    }

    /// <summary>Signals an event of our own to all webhooks that are for it.</summary>
    /// <param name="eventName">Entity and verb, such as <c>window.closed</c>.</param>
    /// <param name="primaryKey">The entity's id, or 0.</param>
    /// <param name="data">What goes with it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task SignalAsync(string eventName, int primaryKey, JsonObject data, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(primaryKey);
        ArgumentNullException.ThrowIfNull(data);
        if (!EventName().IsMatch(eventName))
        {
            throw new ArgumentException($"'{eventName}' cannot be the name of an event.", nameof(eventName));
        }

        await SendAsync(Write(HttpMethod.Post, "v1/Webhook/{event}/{id}", $"v1/Webhook/{eventName}/{primaryKey}", data), cancellationToken);
    }

    private static ApiCall Write(HttpMethod method, string template, string path, JsonObject body) =>
        new(method, template, path) { Kind = WriteKind.Setup, Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };

    private static WebhookSubscription Own(JsonElement root, int id) =>
        new WebhookSubscription(root) is var webhook && webhook.WebhookId == id ? webhook : throw new JsonException("WebhookId is not the one asked for");

    private async Task<JsonObject> FillAsync(WebhookDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.WriteTo([]);
        var answer = await SendAsync(Default, cancellationToken);
        var body = answer.Read(root => JsonObject.Create(root.Clone()) ?? throw new JsonException("the default webhook is no object"));
        definition.WriteTo(body);
        return body;
    }

    private async Task<WebhookSubscription> RequireAsync(int webhookId, CancellationToken cancellationToken) =>
        await GetAsync(webhookId, cancellationToken)
        ?? throw new SuperOfficeException(
            FailureKind.Conflict, FailureScope.Entity, "There is no such webhook among those this application registered.", HttpStatusCode.NotFound);

    private async Task<WebhookSubscription> PutAsync(int webhookId, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(Write(HttpMethod.Put, "v1/Webhook/{id}", $"v1/Webhook/{webhookId}", body), cancellationToken);
        return answer.Read(root => Own(root, webhookId));
    }

    private static ApiCall Default { get; } = ApiCall.Get("v1/Webhook/default", "v1/Webhook/default");

    private async Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellationToken, bool mayBeMissing = false)
    {
        try
        {
            return await _api.SendAsync(call, mayBeMissing, cancellationToken);
        }
        catch (SuperOfficeException failure) when (MayBeNotGranted(failure))
        {
            if (call == Default || !await IsGrantedAsync(cancellationToken))
            {
                throw new SuperOfficeException(
                    FailureKind.NotGranted,
                    FailureScope.Entity,
                    "SuperOffice does not let this application use webhooks: ask SuperOffice to grant it the Webhook agent. " + failure.Message,
                    failure.Status,
                    inner: failure)
                {
                    RawAnswer = failure.RawAnswer,
                };
            }

            throw;
        }
    }

    // The blank webhook has no reason to be refused but that one.
    private async Task<bool> IsGrantedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _api.SendAsync(Default, mayBeMissing: false, cancellationToken);
            return true;
        }
        catch (SuperOfficeException refused) when (MayBeNotGranted(refused))
        {
            return false;
        }
    }

    // Answers of the token endpoint are not kept: what is Revoked without one is the login.
    private static bool MayBeNotGranted(SuperOfficeException failure) =>
        failure.RawAnswer is not null && failure.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            or HttpStatusCode.InternalServerError;

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,50}(\.[A-Za-z0-9_]{1,50}){1,3}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EventName();
}

/// <summary>How a target took a <c>test</c> event.</summary>
/// <param name="Success">True if it answered 200.</param>
/// <param name="Message">What it answered, headers and body, in SuperOffice's words. Not for logs.</param>
public sealed record WebhookTestResult(bool Success, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Success ? "accepted" : "not accepted";
}
