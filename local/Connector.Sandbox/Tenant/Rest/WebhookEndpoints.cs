using System.Net;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Events;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// The webhook resource. An app sees only what it made, and nothing at all unless it was granted the webhook agent. Creating
/// first posts a <c>test</c> event to the target and fails without a 200. Source: SuperOffice docs, automation/webhook/dev/register.
/// </summary>
internal static class WebhookEndpoints
{
    private const int Limit = 50;

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/Webhook").AddEndpointFilter((context, next) =>
            Refusal(context.HttpContext.RequestServices.GetRequiredService<Faults>().Settings.WebhookAgent) is { } refusal ? throw refusal : next(context));
        group.MapGet("/default", (Faults faults) => TenantJson.Ok(WebhookCarrier.Render(WebhookCarrier.Blank, faults.Settings)));
        group.MapGet("", List);
        group.MapGet("/{id:int}", (int id, HttpRequest request, Subscriptions all, Faults faults) => Answer(Own(id, all), request, faults));
        group.MapGet("/{id:int}/LastError", (int id, Subscriptions all) => TenantJson.Ok(Own(id, all).LastError));
        group.MapPost("", CreateAsync);
        group.MapPost("/Test", TestAsync);
        group.MapPost("/{eventName}/{primaryKey:int}", SignalAsync);
        group.MapPut("/{id:int}", UpdateAsync);
        group.MapPatch("/{id:int}", UpdateAsync);
        group.MapDelete("/{id:int}", (int id, Subscriptions all) => all.Remove(Own(id, all).Id) ? Results.NoContent() : throw Missing());
    }

    /// <summary>The older half: the same by an agent, which takes arguments in the body, and answers null for what is not there.</summary>
    public static void MapWebhookAgent(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").AddEndpointFilter((context, next) =>
            Refusal(context.HttpContext.RequestServices.GetRequiredService<Faults>().Settings.WebhookAgent) is { } refusal ? throw refusal : next(context));
        var agent = group.MapAgent("Webhook");
        agent.MapPost("/CreateDefaultWebhook", (Faults faults) => TenantJson.Ok(WebhookCarrier.Render(WebhookCarrier.Blank, faults.Settings)));
        agent.MapPost("/GetWebhook", (int webhookId, Subscriptions all, Faults faults) =>
            TenantJson.Ok(all.Find(webhookId) is { } one && IsOwn(one) ? WebhookCarrier.Render(one, faults.Settings) : null));
        agent.MapPost("/GetAllWebhooks", async (HttpRequest request, Subscriptions all, Faults faults) =>
        {
            var filter = await Agents.ReadAsync<JsonObject>(request);
            return List(all, faults, filter.Text("NameFilter", ""), filter.Text("EventFilter", ""), filter.Text("StateFilter", ""));
        });
        agent.MapPost("/TestWebhook", TestAsync);
        agent.MapPost("/DeleteWebhook", async (HttpRequest request, Subscriptions all) =>
            int.TryParse($"{(await Agents.ReadAsync<JsonObject>(request))["WebhookId"]}", out var id) && all.Remove(Own(id, all).Id)
                ? Results.NoContent()
                : throw TenantException.BadRequest("WebhookId must be a number"));
    }

    private static IResult List(Subscriptions all, Faults faults, string? nameFilter, string? eventFilter, string? statusFilter)
    {
        var state = string.IsNullOrEmpty(statusFilter) ? SubscriptionState.Unknown
            : Enum.TryParse<SubscriptionState>(statusFilter, ignoreCase: true, out var named) ? named
            : throw TenantException.BadRequest("statusFilter is unknown");
        var found =
            from one in all.All
            where IsOwn(one)
                && (string.IsNullOrEmpty(nameFilter) || one.Name.Equals(nameFilter, StringComparison.OrdinalIgnoreCase))
                && (string.IsNullOrEmpty(eventFilter) || one.Events.Contains(eventFilter, StringComparer.OrdinalIgnoreCase))
                && (state == SubscriptionState.Unknown || one.State == state)
            select (JsonNode)WebhookCarrier.Render(one, faults.Settings);
        return TenantJson.Ok(new JsonArray([.. found]));
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, Subscriptions all, WebhookSender sender, Faults faults, TimeProvider time)
    {
        var by = TenantGate.Associate(request.HttpContext);
        var now = time.GetUtcNow();
        var wanted = WebhookCarrier.Apply(WebhookCarrier.Blank, await ReadAsync(request)) with
        {
            Registered = now,
            RegisteredBy = by,
            Updated = now,
            UpdatedBy = by,
        };
        if (all.All.Count() >= Limit)
        {
            throw TenantException.BadRequest($"No more than {Limit} webhooks");
        }

        var result = await sender.PostAsync(wanted, TenantEvent.Test(time), retry: 0, test: true, request.HttpContext.RequestAborted);
        return result.Ok
            ? Answer(all.Add(id => wanted with { Id = id }), request, faults)
            : throw TenantException.BadRequest($"The target did not accept the test event: {result.Error}");
    }

    private static async Task<IResult> TestAsync(HttpRequest request, Subscriptions all, WebhookSender sender, TimeProvider time)
    {
        var body = await ReadAsync(request);
        var present = all.All.FirstOrDefault(one => IsOwn(one) && $"{body["WebhookId"]}" == $"{one.Id}") ?? WebhookCarrier.Blank;
        var result = await sender.PostAsync(WebhookCarrier.Apply(present, body), TenantEvent.Test(time), retry: 0, test: true, request.HttpContext.RequestAborted);
        return TenantJson.Ok(new JsonObject
        {
            ["Success"] = result.Ok,
            ["Message"] = result.Answer.Length > 0 ? result.Answer : result.Error,
            ["TableRight"] = CarrierParts.Right(),
            ["FieldProperties"] = new JsonObject(),
        });
    }

    private static async Task<IResult> UpdateAsync(int id, HttpRequest request, Subscriptions all, EventFeed feed, Faults faults, TimeProvider time)
    {
        var body = await ReadAsync(request);
        var by = TenantGate.Associate(request.HttpContext);
        Own(id, all);
        return Answer(
            feed.Change(id, old => WebhookCarrier.Apply(old, body) with { Updated = time.GetUtcNow(), UpdatedBy = by }) ?? throw Missing(), request, faults);
    }

    private static async Task<IResult> SignalAsync(string eventName, int primaryKey, HttpContext context, EventFeed feed)
    {
        if (eventName.Length > 100 || eventName.Any(char.IsControl))
        {
            throw TenantException.BadRequest("That is no name of an event");
        }

        if (context.Request.ContentLength is > 0)
        {
            await ReadAsync(context.Request);
        }

        feed.Signal(eventName, primaryKey, TenantGate.Associate(context));
        return Results.NoContent();
    }

    private static IResult Answer(Subscription one, HttpRequest request, Faults faults) =>
        TenantJson.Ok(WebhookCarrier.Render(one, faults.Settings, $"{request.Scheme}://{request.Host}/{SandboxTenant.Id}/api/v1"));

    /// <summary>The body as an object; a JSON Patch of whole members, which SuperOffice's own samples send, becomes one.</summary>
    private static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        var body = await JsonNode.ParseAsync(
            request.Body, TenantJson.AnyCase, TenantJson.Bodies, request.HttpContext.RequestAborted);
        return body switch
        {
            JsonObject webhook => webhook,
            JsonArray patch when HttpMethods.IsPatch(request.Method) => Members(patch),
            _ => throw TenantException.BadRequest("The body must be a webhook"),
        };
    }

    private static JsonObject Members(JsonArray patch)
    {
        var members = new JsonObject(TenantJson.AnyCase);
        foreach (var operation in patch)
        {
            var one = operation as JsonObject ?? [];
            var (op, path) = (one.Text("op", ""), one.Text("path", "").TrimStart('/'));
            members[path] = op is "add" or "replace" && path.Length > 0 && !path.Contains('/', StringComparison.Ordinal)
                ? one["value"]?.DeepClone()
                : throw TenantException.BadRequest("Only add and replace of a webhook's own members are supported");
        }

        return members;
    }

    private static bool IsOwn(Subscription one) => one.App == SandboxTenant.ClientId;

    private static Subscription Own(int id, Subscriptions all) => all.Find(id) is { } found && IsOwn(found) ? found : throw Missing();

    private static TenantException Missing() => TenantException.NotFound("There is no such webhook");

    private static TenantException? Refusal(WebhookAgentMode mode) => mode switch
    {
        WebhookAgentMode.Unauthorized => new(HttpStatusCode.Unauthorized, "SoSecurityException", "The Webhook agent is not available to this application"),
        WebhookAgentMode.Forbidden => new(HttpStatusCode.Forbidden, "SoSecurityException", "The Webhook agent is not available to this application"),
        WebhookAgentMode.NotFound => new(HttpStatusCode.NotFound, "HttpNotFound", "No such resource"),
        WebhookAgentMode.ServerError => new(HttpStatusCode.InternalServerError, "SoServerException", "The Webhook agent is not available"),
        _ => null,
    };
}
