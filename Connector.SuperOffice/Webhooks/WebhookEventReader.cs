using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Connector.SuperOffice.Webhooks;

/// <summary>
/// Reads a webhook's body member by member. A member given twice counts as it stands last, whatever its case, because
/// that is what a receiver which maps names without case would see; one of the wrong kind is an error rather than a guess.
/// </summary>
internal static class WebhookEventReader
{
    private const int MaxDepth = 16;
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
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone is JSON but no text.
            error = "A string of the body is not valid text.";
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
        var fieldValues = new Dictionary<string, int>(StringComparer.Ordinal);
        var values = new Dictionary<string, int>(StringComparer.Ordinal);

        foreach (var member in root.EnumerateObject())
        {
            var readable = member.Name.ToUpperInvariant() switch
            {
                "EVENTID" => TryName(member.Value, out eventId),
                "EVENT" => TryName(member.Value, out name),
                "ENTITY" => TryName(member.Value, out entity),
                "CONTEXTIDENTIFIER" => TryName(member.Value, out context),
                "PRIMARYKEY" => TryId(member.Value, out primaryKey),
                "CHANGEDBYASSOCIATEID" => TryId(member.Value, out changedBy),
                "TIMESTAMP" => TryTimestamp(member.Value, out timestamp),
                "CHANGES" => TryColumns(member.Value, out changes),
                "FIELDVALUES" => TryIntegers(member.Value, fieldValues),
                "VALUES" => TryIntegers(member.Value, values),
                _ => true,
            };
            if (!readable)
            {
                error = Complaint(member.Name);
                return null;
            }
        }

        if (name is null)
        {
            error = "Event is missing.";
            return null;
        }

        foreach (var (column, value) in values)
        {
            fieldValues[column] = value;
        }

        error = null;
        return new WebhookEvent
        {
            EventId = eventId,
            Event = name.ToLowerInvariant(),
            Entity = entity?.ToLowerInvariant() ?? "",
            PrimaryKey = primaryKey ?? 0,
            Changes = changes,
            ContextIdentifier = context,
            ChangedByAssociateId = changedBy,
            Timestamp = timestamp,
            Values = fieldValues,
        };
    }

    // The body's own spelling of a name is foreign text too: only our constants go into the message.
    private static string Complaint(string member) => member.ToUpperInvariant() switch
    {
        "EVENTID" => "EventId is not a short text.",
        "EVENT" => "Event is not a short text.",
        "ENTITY" => "Entity is not a short text.",
        "CONTEXTIDENTIFIER" => "ContextIdentifier is not a short text.",
        "PRIMARYKEY" => "PrimaryKey is not a whole number of at least 0.",
        "CHANGEDBYASSOCIATEID" => "ChangedByAssociateId is not a whole number of at least 0.",
        "TIMESTAMP" => "Timestamp is not a text.",
        "CHANGES" => "Changes is not a list of column names.",
        "FIELDVALUES" => "FieldValues is not an object.",
        _ => "Values is not an object.",
    };

    private static bool TryName(JsonElement value, out string? name)
    {
        name = null;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var text = value.GetString()!.Trim();
        if (text.Length > MaxName || text.Any(char.IsControl))
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
        var whole = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt32(out parsed),
            JsonValueKind.String => int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out parsed),
            _ => false,
        };
        id = parsed;
        return whole && parsed >= 0;
    }

    private static bool TryTimestamp(JsonElement value, out DateTimeOffset? timestamp)
    {
        timestamp = null;
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return false;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (value.GetString() is { Length: <= MaxTimestamp } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var parsed))
        {
            timestamp = parsed;
        }

        return true;
    }

    private static bool TryColumns(JsonElement value, out IReadOnlyList<string> columns)
    {
        columns = [];
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MaxColumns)
        {
            return false;
        }

        var names = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String
                || item.GetString() is not { Length: <= MaxColumnName } column
                || column.Any(char.IsControl))
            {
                return false;
            }

            names.Add(column);
        }

        columns = names;
        return true;
    }

    private static bool TryIntegers(JsonElement value, Dictionary<string, int> integers)
    {
        integers.Clear();
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (AsInteger(member.Value) is { } integer)
            {
                integers[member.Name.ToLowerInvariant()] = integer;
            }
        }

        return true;
    }

    private static int? AsInteger(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.TryGetInt32(out var number) ? number : null;
        }

        // Rows of extra tables come with encoded values.
        return value.ValueKind == JsonValueKind.String
            && value.GetString() is ['[', 'I', ':', .. var digits, ']']
            && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var encoded)
                ? encoded
                : null;
    }
}
