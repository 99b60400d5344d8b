namespace Connector.SuperOffice.Webhooks;

/// <summary>What the connector's own webhook is, and how it is known among others.</summary>
public static class ConnectorWebhook
{
    /// <summary>Failures in a row after which SuperOffice stops a webhook. Source: SuperOffice docs, automation/webhook.</summary>
    public const int FailuresThatStop = 9;

    /// <summary>The name of one that no other name was given.</summary>
    public const string DefaultName = "connector";

    /// <summary>
    /// All that the connector listens to: without the deletions nothing that is held of a record is erased with it, without the consents a person who agreed
    /// waits for the next edit.
    /// </summary>
    public static IReadOnlyList<string> Events { get; } =
    [
        "contact.created", "contact.changed", "contact.softdeleted", "contact.deleted",
        "person.created", "person.changed", "person.softdeleted", "person.deleted", "person.consented", "person.unconsented",
    ];

    /// <summary>Whether it is the connector's: registered by it, or by hand as its documents say.</summary>
    public static bool IsOurs(WebhookSubscription one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Installation is not null || one.Name == DefaultName || one.TargetUrl.Contains("/connector/webhook", StringComparison.Ordinal);
    }

    /// <summary>Events it should be for, and is not.</summary>
    public static IReadOnlyList<string> MissingEvents(WebhookSubscription one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return [.. Events.Except(one.Events, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>A target without its query, which may be a token.</summary>
    public static string Shown(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Split('?', 2)[0];
    }
}
