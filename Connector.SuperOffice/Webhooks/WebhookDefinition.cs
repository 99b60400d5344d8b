using System.Text.Json.Nodes;

namespace Connector.SuperOffice.Webhooks;

/// <summary>What a webhook is to be. It holds secrets and prints as nothing but its type.</summary>
public sealed class WebhookDefinition
{
    /// <summary>The property that names the installation of ours a webhook belongs to. SuperOffice puts it into every post.</summary>
    public const string InstallationProperty = "connectorInstallation";

    private const int MaxName = 100;
    private const int MaxEvents = 50;

    /// <summary>Name, at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Events, such as <c>contact.changed</c>; there are no wildcards.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Where the posts go: https with a certificate the public trusts, plain http only on loopback. Must answer a <c>test</c> event with 200 now.</summary>
    public required Uri TargetUrl { get; init; }

    /// <summary>Our installation's id, so that its webhooks are known among others.</summary>
    public required string Installation { get; init; }

    /// <summary>Key of the posts' signature; null to leave it as it is, or to have none.</summary>
    public string? Secret { get; init; }

    /// <summary>Headers of each post; null to leave them as they are, or to have none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Writes it over what a webhook is, whose members are called as ours are.</summary>
    /// <exception cref="ArgumentException">It cannot be a webhook.</exception>
    internal void WriteTo(JsonObject body)
    {
        Check();
        body[nameof(Name)] = Name;
        body[nameof(Events)] = new JsonArray([.. Events.Select(name => (JsonNode)name)]);
        body[nameof(TargetUrl)] = TargetUrl.AbsoluteUri;
        body["State"] = nameof(WebhookState.Active);
        body["Type"] = "webhook";
        if (body["Properties"] is not JsonObject properties)
        {
            body["Properties"] = properties = [];
        }

        properties[InstallationProperty] = Installation;
        if (Secret is not null)
        {
            body[nameof(Secret)] = Secret;
        }

        if (Headers is not null)
        {
            body[nameof(Headers)] = new JsonObject(Headers.Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value)));
        }
    }

    private void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentException.ThrowIfNullOrWhiteSpace(Installation);
        if (Name.Length > MaxName)
        {
            throw new ArgumentException($"A webhook's name has at most {MaxName} characters.");
        }

        if (Events.Count is 0 or > MaxEvents || Events.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"A webhook is for 1 to {MaxEvents} events.");
        }

        if (!TargetUrl.IsAbsoluteUri || (TargetUrl.Scheme != Uri.UriSchemeHttps && !(TargetUrl.Scheme == Uri.UriSchemeHttp && TargetUrl.IsLoopback)))
        {
            throw new ArgumentException("A webhook's target is an https address; plain http is accepted on loopback only.");
        }
    }
}
