using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Webhooks;

/// <summary>Whether a webhook is served, by SuperOffice's numbers. (One of its pages counts from 0 at <see cref="Active"/>; the descriptions do not.)</summary>
public enum WebhookState
{
    /// <summary>Not told or not known to us.</summary>
    Unknown = 0,

    /// <summary>Served.</summary>
    Active = 1,

    /// <summary>Stopped by a person or by 410.</summary>
    Stopped = 2,

    /// <summary>Stopped after nine failures in a row.</summary>
    TooManyErrors = 3,
}

/// <summary>
/// A webhook as the API tells it. Its secret and the values of its headers are not among the members, and it prints without its address, which may
/// carry a token.
/// </summary>
public sealed class WebhookSubscription
{
    private readonly JsonElement _root;

    internal WebhookSubscription(JsonElement root)
    {
        WebhookId = root.Integer("WebhookId");
        Name = root.Text("Name");
        Events = [.. root.Items("Events").Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : throw new JsonException("an event is no text"))];
        TargetUrl = root.Text("TargetUrl");
        State = root.Name<WebhookState>("State");
        Type = root.Text("Type");
        Installation = root.OptionalObject("Properties")?.Member(WebhookDefinition.InstallationProperty) is { ValueKind: JsonValueKind.String } id
            ? id.GetString()
            : null;
        Registered = root.OptionalDate("Registered");
        Updated = root.OptionalDate("Updated");
        TotalCalls = root.OptionalInteger("TotalCalls") ?? 0;
        TotalErrors = root.OptionalInteger("TotalErrors") ?? 0;
        ConsecutiveErrors = root.OptionalInteger("ConsecutiveErrors") ?? 0;
        HasLastError = root.OptionalText("LastError") is { Length: > 0 };
        ShowsSecret = root.OrElse(one => one.Text("Secret"), "").Length > 0;
        _root = root.Clone();
    }

    /// <summary>Primary key.</summary>
    public int WebhookId { get; }

    /// <summary>Name; not unique.</summary>
    public string Name { get; }

    /// <summary>Events it is for, such as <c>contact.changed</c>.</summary>
    public IReadOnlyList<string> Events { get; }

    /// <summary>Where its events go, as the API tells it. May carry a token: not for logs.</summary>
    public string TargetUrl { get; }

    /// <summary>Whether it is served.</summary>
    public WebhookState State { get; }

    /// <summary><c>webhook</c> or <c>crmscript</c>.</summary>
    public string Type { get; }

    /// <summary>The installation of ours that registered it; null if none did.</summary>
    public string? Installation { get; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset? Registered { get; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? Updated { get; }

    /// <summary>Posts so far.</summary>
    public int TotalCalls { get; }

    /// <summary>Posts that failed so far.</summary>
    public int TotalErrors { get; }

    /// <summary>Posts that failed since one succeeded; nine stop the webhook.</summary>
    public int ConsecutiveErrors { get; }

    /// <summary>True if the API tells a last error; <see cref="WebhookSubscriptions.GetLastErrorAsync"/> has its words.</summary>
    public bool HasLastError { get; }

    /// <summary>True if the API tells a secret, so that there is one; false if it tells none, which also one may do that hides it.</summary>
    public bool ShowsSecret { get; }

    /// <inheritdoc />
    public override string ToString() => $"webhook {WebhookId} ({State})";

    /// <summary>
    /// The webhook as a body to write back. What the API answers blank in place of a secret is left out: written back, it might become the secret.
    /// </summary>
    internal JsonObject ToBody()
    {
        var body = JsonObject.Create(_root) ?? [];
        body.Remove("_Links");
        if (body.TryGetPropertyValue("Secret", out var secret) && IsBlank(secret))
        {
            body.Remove("Secret");
        }

        if (body["Headers"] is JsonObject headers && headers.Any(header => IsBlank(header.Value)))
        {
            body.Remove("Headers");
        }

        return body;
    }

    private static bool IsBlank(JsonNode? node) => node is null || (node is JsonValue value && value.TryGetValue(out string? text) && text.Length == 0);
}
