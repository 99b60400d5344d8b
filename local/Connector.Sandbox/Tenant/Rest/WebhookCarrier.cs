using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Events;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// The webhook carrier and back. Whether SuperOffice answers what is secret is not documented; here it does not unless
/// switched, and what it blanked stays as it is when it is put back blank. Source: SuperOffice's published description of the
/// REST resource Webhook.
/// </summary>
internal static class WebhookCarrier
{
    private const int MaxEntries = 100;

    public static Subscription Blank { get; } = new()
    {
        Id = 0,
        Name = "",
        Events = ["contact.created", "contact.deleted"],
        TargetUrl = new("http://localhost/"),
    };

    /// <param name="one">The webhook.</param>
    /// <param name="settings">What may be read, and how.</param>
    /// <param name="api">The API's root for links; null for an entry of a list, which has none.</param>
    public static JsonObject Render(Subscription one, FaultSettings settings, string? api = null)
    {
        string Secret(string value) => settings.WebhookSecretsReadable ? value : "";
        var carrier = new JsonObject
        {
            ["WebhookId"] = one.Id,
            ["Name"] = one.Name,
            ["Events"] = Texts(one.Events),
            ["TargetUrl"] = settings.WebhookSecretsReadable ? one.TargetUrl.AbsoluteUri : WithoutQuery(one.TargetUrl),
            ["Secret"] = Secret(one.Secret ?? ""),
            ["State"] = settings.WebhookStateAsNumber ? (int)one.State : $"{one.State}",
            ["Type"] = "webhook",
            ["Headers"] = new JsonObject(one.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)Secret(header.Value)))),
            ["Properties"] = new JsonObject(one.Properties.Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))),
            ["Registered"] = TenantJson.Date(one.Registered),
            ["RegisteredAssociate"] = CarrierParts.Associate(one.RegisteredBy),
            ["Updated"] = TenantJson.Date(one.Updated),
            ["UpdatedAssociate"] = CarrierParts.Associate(one.UpdatedBy),
            ["ErrorsEmail"] = "",
            ["ErrorEmails"] = Texts(one.ErrorEmails),
            ["ErrorAssociates"] = new JsonArray(),
            ["Description"] = one.Description,
            ["NotifyVia"] = one.NotifyVia,
            ["NotifyWhen"] = one.NotifyWhen,
            ["TotalCalls"] = one.TotalCalls,
            ["TotalErrors"] = one.TotalErrors,
            ["ConsecutiveErrors"] = one.ConsecutiveErrors,
            ["LastError"] = one.LastError,
        };
        if (api is not null)
        {
            carrier["_Links"] = new JsonObject { ["Self"] = $"{api}/Webhook/{one.Id}" };
        }

        return carrier;
    }

    /// <summary>The webhook with what a body says; what is absent stays. Set active, it counts its errors anew.</summary>
    /// <exception cref="TenantException">400: a member does not fit.</exception>
    public static Subscription Apply(Subscription present, JsonObject body)
    {
        if (body.Text("Type", "webhook") is not ("webhook" or ""))
        {
            throw TenantException.BadRequest("The sandbox knows webhooks of type webhook only");
        }

        var changed = present with
        {
            Name = body.Text("Name", present.Name),
            Description = body.Text("Description", present.Description),
            Events = body["Events"] is JsonArray events ? Texts(events, "Events") : present.Events,
            ErrorEmails = body["ErrorEmails"] is JsonArray emails ? Texts(emails, "ErrorEmails") : present.ErrorEmails,
            NotifyVia = Choice(body, "NotifyVia", present.NotifyVia, "None", "Email", "InApp"),
            NotifyWhen = Choice(body, "NotifyWhen", present.NotifyWhen, "None", "FirstFailure", "Disabling"),
            TargetUrl = Target(body.Text("TargetUrl", ""), present.TargetUrl),
            Secret = body.Text("Secret", "") is { Length: > 0 } secret ? secret : present.Secret,
            Headers = body["Headers"] is JsonObject headers ? Headers(headers, present) : present.Headers,
            Properties = body["Properties"] is JsonObject properties
                ? properties.ToImmutableSortedDictionary(property => property.Key, property => property.Value?.DeepClone())
                : present.Properties,
        };
        return changed.Name.Length > 100 ? throw TenantException.BadRequest("Name is longer than 100 characters")
            : State(body["State"]) switch
            {
                null => changed,
                SubscriptionState.Active => changed.Activated(),
                { } state => changed with { State = state },
            };
    }

    private static string WithoutQuery(Uri url) => url.GetLeftPart(UriPartial.Path);

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static ImmutableArray<string> Texts(JsonArray values, string name) => values.Count <= MaxEntries
        ? [.. values.Select(value => value is JsonValue text && text.TryGetValue(out string? one) ? one : throw TenantException.BadRequest($"{name} must hold strings"))]
        : throw TenantException.BadRequest($"{name} holds more than {MaxEntries}");

    private static string Choice(JsonObject body, string name, string present, params string[] choices) =>
        body.Text(name, present) is var value && choices.Contains(value, StringComparer.Ordinal) ? value : throw TenantException.BadRequest($"{name} is unknown");

    private static Uri Target(string given, Uri present) =>
        given.Length == 0 || given == WithoutQuery(present) ? present
        : Uri.TryCreate(given, UriKind.Absolute, out var target) && target.Scheme is "http" or "https" ? target
        : throw TenantException.BadRequest("TargetUrl must be an absolute URL");

    private static ImmutableSortedDictionary<string, string> Headers(JsonObject headers, Subscription present) =>
        headers.Count > MaxEntries ? throw TenantException.BadRequest($"Headers holds more than {MaxEntries}")
        : headers.ToImmutableSortedDictionary(header => header.Key, header => $"{header.Value}" switch
        {
            "" => present.Headers.GetValueOrDefault(header.Key, ""),
            var value when value.Any(char.IsControl) || header.Key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) =>
                throw TenantException.BadRequest("Headers holds what is no header"),
            var value => value,
        });

    private static SubscriptionState? State(JsonNode? given) => given switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out int number) && Enum.IsDefined((SubscriptionState)number) => (SubscriptionState)number,
        JsonValue value when value.TryGetValue(out string? name) && Enum.TryParse<SubscriptionState>(name, ignoreCase: true, out var state)
            && Enum.IsDefined(state) => state,
        _ => throw TenantException.BadRequest("State is unknown"),
    };
}
