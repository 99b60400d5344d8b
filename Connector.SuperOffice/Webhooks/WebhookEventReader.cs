using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Webhooks;

/// <summary>
/// Reads a webhook's body member by member. A member given twice counts as it stands last, whatever its case, because
/// that is what a receiver which maps names without case would see.
/// </summary>
/// <remarks>
/// Strict where something is decided: what event it is, whose, and which contact or person it is about; there an odd member is an error
/// rather than a guess. All else counts as absent where it is odd. An odd <c>Changes</c> is not the same as an empty one and is told.
/// </remarks>
internal static class WebhookEventReader
{
    private const int MaxDepth = 64;
    private const int MaxName = 100;
    private const int MaxColumns = 1000;
    private const int MaxColumnName = 200;
    private const int MaxTimestamp = 64;

    /// <summary>The event, or null with the reason in <paramref name="error"/>.</summary>
    public static WebhookEvent? Read(ReadOnlySpan<byte> body, out string? error)
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }

        // The JSON reader leaves the bytes inside strings unchecked until they are asked for.
        if (!Utf8.IsValid(body))
        {
            error = "The body is not UTF-8.";
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                error = "The body goes on after its JSON.";
                return null;
            }

            return ReadRoot(document.RootElement, out error);
        }
        catch (JsonException)
        {
            error = "The body is not JSON, or nested too deeply.";
        }

        return null;
    }

    private static WebhookEvent? ReadRoot(JsonElement root, out string? error)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            error = "The body is not a JSON object.";
            return null;
        }

        string? eventId = null, name = null, entity = null, context = null;
        int? primaryKey = null, changedBy = null;
        DateTimeOffset? timestamp = null;
        IReadOnlyList<string> changes = [];
        bool nameReadable = true, contextReadable = true, keyReadable = true, changesReadable = true;
        var fieldValues = new Dictionary<string, int>(StringComparer.Ordinal);
        var values = new Dictionary<string, int>(StringComparer.Ordinal);

        foreach (var member in root.EnumerateObject())
        {
            switch (member.NameOrNull()?.ToUpperInvariant())
            {
                case "EVENT":
                    nameReadable = TryName(member.Value, out name);
                    break;
                case "CONTEXTIDENTIFIER":
                    contextReadable = TryName(member.Value, out context);
                    break;
                case "PRIMARYKEY":
                    keyReadable = TryId(member.Value, out primaryKey);
                    break;
                case "CHANGES":
                    changesReadable = TryColumns(member.Value, out changes);
                    break;
                case "EVENTID":
                    _ = TryName(member.Value, out eventId);
                    break;
                case "ENTITY":
                    _ = TryName(member.Value, out entity);
                    break;
                case "CHANGEDBYASSOCIATEID":
                    _ = TryId(member.Value, out changedBy);
                    break;
                case "TIMESTAMP":
                    timestamp = Timestamp(member.Value);
                    break;
                case "FIELDVALUES":
                    ReadIntegers(member.Value, fieldValues);
                    break;
                case "VALUES":
                    ReadIntegers(member.Value, values);
                    break;
            }
        }

        // The body's own words are foreign text: the message quotes none of them.
        error = !nameReadable ? "Event is not a short text."
            : name is null ? "Event is missing."
            : !contextReadable ? "ContextIdentifier is not a short text."
            : !keyReadable && IsAboutRecord(name) ? "PrimaryKey is not a whole number of at least 0."
            : null;
        if (error is not null)
        {
            return null;
        }

        foreach (var (column, value) in values)
        {
            fieldValues[column] = value;
        }

        return new WebhookEvent
        {
            EventId = eventId,
            Event = name!.ToLowerInvariant(),
            Entity = entity?.ToLowerInvariant() ?? "",
            PrimaryKey = primaryKey ?? 0,
            Changes = changes,
            HasUnreadableChanges = !changesReadable,
            ContextIdentifier = context,
            ChangedByAssociateId = changedBy,
            Timestamp = timestamp,
            Values = fieldValues,
        };
    }

    // Nobody works on events of anything else, so their key decides nothing.
    private static bool IsAboutRecord(string name) =>
        name.StartsWith("contact.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("person.", StringComparison.OrdinalIgnoreCase);

    private static bool TryName(JsonElement value, out string? name)
    {
        name = null;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.TextOrNull()?.Trim() is not { Length: <= MaxName } text || text.Any(char.IsControl))
        {
            return false;
        }

        name = text.Length == 0 ? null : text;
        return true;
    }

    private static bool TryId(JsonElement value, out int? id)
    {
        id = null;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        var parsed = 0;
        var whole = value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt32(out parsed)
            : int.TryParse(value.TextOrNull(), NumberStyles.None, CultureInfo.InvariantCulture, out parsed);
        id = whole && parsed >= 0 ? parsed : null;
        return id is not null;
    }

    private static DateTimeOffset? Timestamp(JsonElement value)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return value.TextOrNull() is { Length: <= MaxTimestamp } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var parsed)
            ? parsed
            : null;
    }

    /// <returns>False if there may have been other columns than those read.</returns>
    private static bool TryColumns(JsonElement value, out IReadOnlyList<string> columns)
    {
        columns = [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            return value.ValueKind == JsonValueKind.Null;
        }

        var names = value.EnumerateArray().Take(MaxColumns).Select(item => item.TextOrNull()).Where(IsColumn).ToList();
        columns = names!;
        return names.Count == value.GetArrayLength();
    }

    private static bool IsColumn(string? name) => name is { Length: <= MaxColumnName } && !name.Any(char.IsControl);

    private static void ReadIntegers(JsonElement value, Dictionary<string, int> integers)
    {
        integers.Clear();
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (member.NameOrNull() is { } name && AsInteger(member.Value) is { } integer)
            {
                integers[name.ToLowerInvariant()] = integer;
            }
        }
    }

    private static int? AsInteger(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.TryGetInt32(out var number) ? number : null;
        }

        // Rows of extra tables come with encoded values.
        return value.TextOrNull() is ['[', 'I', ':', .. var digits, ']']
            && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var encoded)
                ? encoded
                : null;
    }
}
