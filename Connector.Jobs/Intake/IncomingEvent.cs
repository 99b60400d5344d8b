namespace Connector.Jobs.Intake;

/// <summary>One authenticated event as SuperOffice posted it, ready to be accepted.</summary>
public sealed record IncomingEvent
{
    /// <summary>The id of the job the event becomes: a UUIDv7, made before anything is sent, so that accepting twice is harmless.</summary>
    public required string JobId { get; init; }

    /// <summary>The tenant's context identifier; selected by the path, never by the body.</summary>
    public required string Tenant { get; init; }

    /// <summary>The body's <c>EventId</c>, or <c>sha256:…</c> of the body where it has none.</summary>
    public required string EventId { get; init; }

    /// <summary>
    /// What the event says of what, such as <c>person.changed:5</c>: SuperOffice gives one id to all events of one save, so the id
    /// alone is no identity. Empty where the id is the body's hash.
    /// </summary>
    public string About { get; init; } = "";

    /// <summary>The body, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>W3C <c>traceparent</c> of the receiving span; the pass continues this trace.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>What became of an event at the intake.</summary>
/// <param name="JobId">The new job, or the first one with this identity if it is a duplicate.</param>
/// <param name="Duplicate">True if an event with this id about the same was accepted within the last 24 h; then nothing was stored.</param>
public readonly record struct Acceptance(string JobId, bool Duplicate);
