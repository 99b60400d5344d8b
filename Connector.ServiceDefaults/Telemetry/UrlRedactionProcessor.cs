using System.Diagnostics;
using OpenTelemetry;

namespace Connector.ServiceDefaults.Telemetry;

/// <summary>Replaces query values in spans, server and client alike, by <c>*</c> before they reach an exporter.</summary>
/// <remarks>
/// On end, because instrumentation and enrichment may add attributes until then. Not by name of attribute alone: any text that reads like
/// a URL with a query is cut, so that a new attribute of a new library version is covered as well.
/// </remarks>
internal sealed class UrlRedactionProcessor : BaseProcessor<Activity>
{
    private const string Redacted = "*";

    public override void OnEnd(Activity data)
    {
        data.DisplayName = WithoutQuery(data.DisplayName);
        if (data.StatusDescription is { } description)
        {
            data.SetStatus(data.Status, WithoutQuery(description));
        }

        // SetTag writes into the list being enumerated: collect first, and only where there is something to do.
        List<KeyValuePair<string, string>>? changes = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (tag.Value is string text && Redact(tag.Key, text) is var clean && !ReferenceEquals(clean, text))
            {
                (changes ??= []).Add(new(tag.Key, clean));
            }
        }

        foreach (var (key, value) in changes ?? [])
        {
            data.SetTag(key, value);
        }
    }

    private static string Redact(string key, string text)
        => key == "url.query" ? (text.Length == 0 ? text : Redacted) : WithoutQuery(text);

    /// <summary>Cuts each query in a text that reads like a URL or a request target; other question marks stay.</summary>
    internal static string WithoutQuery(string text)
    {
        var at = text.IndexOf('?', StringComparison.Ordinal);
        return at < 0 || at == text.Length - 1 || !text.AsSpan(0, at).Contains('/')
            ? text
            : string.Concat(text.AsSpan(0, at + 1), Redacted);
    }
}
