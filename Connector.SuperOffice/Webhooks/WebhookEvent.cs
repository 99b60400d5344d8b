using System.Diagnostics.CodeAnalysis;

namespace Connector.SuperOffice.Webhooks;

/// <summary>
/// The body of a webhook post, as far as we read it. Source: SuperOffice docs, automation/webhook. Property names are
/// compared without case; unknown members are ignored. A member of an unexpected kind makes the body unreadable if something is decided by
/// it, and counts as absent otherwise.
/// </summary>
public sealed record WebhookEvent
{
    /// <summary>GUID, the same through the retries of one event; null if the body has none.</summary>
    public string? EventId { get; init; }

    /// <summary>Name in lower case, such as <c>contact.changed</c> or <c>test</c>; never empty.</summary>
    public required string Event { get; init; }

    /// <summary>Entity in lower case, such as <c>contact</c>; empty for tests and custom events.</summary>
    public required string Entity { get; init; }

    /// <summary>The entity's id; 0 if there is none, or none that can be read for an event nobody works on.</summary>
    public required int PrimaryKey { get; init; }

    /// <summary>Database column names, mixed case, without values; empty for deletions and tests.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>True if <see cref="Changes"/> may lack columns, because the body's list is none, too long, or holds odd entries.</summary>
    public bool HasUnreadableChanges { get; init; }

    /// <summary>The tenant's context identifier as the body claims it; null if it has none.</summary>
    public string? ContextIdentifier { get; init; }

    /// <summary>Associate of the changing session; 0 or null where the event has none, or one that is nobody's, such as -1.</summary>
    public int? ChangedByAssociateId { get; init; }

    /// <summary>When it happened, UTC; null if absent or unreadable.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary><c>FieldValues</c> and, for deletions, <c>Values</c>: integer members only, keys in lower case.</summary>
    public required IReadOnlyDictionary<string, int> Values { get; init; }

    /// <summary>The part of <see cref="Event"/> after its last dot, such as <c>changed</c>; empty if it has no dot.</summary>
    public string Verb => Event.LastIndexOf('.') is var dot and >= 0 ? Event[(dot + 1)..] : "";

    /// <summary>Sent only to verify that the target answers.</summary>
    public bool IsTest => Event == "test";

    /// <summary>Reads a body of at most a few hundred kilobytes; never throws for its content.</summary>
    /// <param name="body">The raw bytes.</param>
    /// <param name="parsed">The event.</param>
    /// <param name="error">What is wrong with it, in one short line that quotes nothing of the body.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out WebhookEvent? parsed,
        [NotNullWhen(false)] out string? error)
    {
        parsed = WebhookEventReader.Read(body, out error);
        return parsed is not null;
    }
}
