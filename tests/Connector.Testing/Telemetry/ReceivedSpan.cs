using System.Diagnostics;
using Connector.Testing.Telemetry.Wire;

namespace Connector.Testing.Telemetry;

/// <summary>A span as a service exported it. Ids are lower-case hexadecimal.</summary>
public sealed record ReceivedSpan
{
    /// <summary>The exporting service's <c>service.name</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The ActivitySource's name.</summary>
    public required string Source { get; init; }

    /// <summary>What the span is called.</summary>
    public required string Name { get; init; }

    /// <summary>Server, client, producer, consumer or internal.</summary>
    public required ActivityKind Kind { get; init; }

    /// <summary>32 digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 digits, or empty for a root.</summary>
    public required string ParentSpanId { get; init; }

    /// <summary>Spans elsewhere that this one continues besides its parent.</summary>
    public required IReadOnlyList<(string TraceId, string SpanId)> Links { get; init; }

    /// <summary>Attributes, every value as text.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Names of the span's events, such as <c>exception</c>.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Whether it ended well.</summary>
    public required ActivityStatusCode Status { get; init; }

    internal static ReceivedSpan From(Resource? resource, Scope? scope, Span span) => new()
    {
        Service = OtlpValue.ServiceOf(resource),
        Source = scope?.Name ?? "",
        Name = span.Name,
        Kind = (ActivityKind)(span.Kind - 1), // OTLP counts from 1 in the same order.
        TraceId = OtlpValue.Hex(span.TraceId),
        SpanId = OtlpValue.Hex(span.SpanId),
        ParentSpanId = OtlpValue.Hex(span.ParentSpanId),
        Links = [.. span.Links.Select(link => (OtlpValue.Hex(link.TraceId), OtlpValue.Hex(link.SpanId)))],
        Attributes = OtlpValue.Attributes(span.Attributes),
        Events = [.. span.Events.Select(entry => entry.Name)],
        Status = (ActivityStatusCode)(span.Status?.Code ?? 0),
    };
}
