using System.Globalization;
using System.Text.Json;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// Reads members of answers. Names are compared without case, because carriers, archives and samples disagree about it. Absent and null
/// are the same; a member of an unexpected kind is a <see cref="JsonException"/>, never an empty value. Messages name members by our own
/// constants and quote nothing.
/// </summary>
internal static class JsonReading
{
    /// <summary>The member, or null if it is absent or null.</summary>
    public static JsonElement? Member(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"what should hold {name} is {element.ValueKind}");
        }

        if (!element.TryGetProperty(name, out var found))
        {
            found = element.EnumerateObject()
                .LastOrDefault(member => string.Equals(member.NameOrNull(), name, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return found.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : found;
    }

    /// <summary>The member's text, or null.</summary>
    public static string? OptionalText(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } odd => throw Odd(name, odd, "a text"),
        };

    /// <summary>The member's text; empty if absent.</summary>
    public static string Text(this JsonElement element, string name) => element.OptionalText(name) ?? "";

    /// <summary>The member's whole number, or null; a numeric string counts.</summary>
    public static int? OptionalInteger(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => value,
            { ValueKind: JsonValueKind.String } text
                when int.TryParse(text.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
            { } odd => throw Odd(name, odd, "a whole number"),
        };

    /// <summary>The member's whole number.</summary>
    public static int Integer(this JsonElement element, string name) =>
        element.OptionalInteger(name) ?? throw new JsonException($"{name} is missing");

    /// <summary>True if the member is true or not 0; false if absent.</summary>
    public static bool Flag(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => false,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => element.Integer(name) != 0,
        };

    /// <summary>The member's time, UTC unless it says otherwise; null if absent or the API's empty date, which lies in year 1.</summary>
    public static DateTimeOffset? OptionalDate(this JsonElement element, string name)
    {
        if (element.OptionalText(name) is not { Length: > 0 } text)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date)
            ? date.Year == 1 ? null : date
            : text.StartsWith("0001-", StringComparison.Ordinal) ? null : throw new JsonException($"{name} is not a date");
    }

    /// <summary>The member's number, or null; a numeric string counts.</summary>
    public static decimal? OptionalDecimal(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) => value,
            { ValueKind: JsonValueKind.String } text
                when decimal.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
            { } odd => throw Odd(name, odd, "a number"),
        };

    /// <summary>The member's name in an enumeration, or its number in it; the enumeration's 0 if absent or not known to us, since lists of names grow.</summary>
    public static T Name<T>(this JsonElement element, string name)
        where T : struct, Enum
    {
        var value = element.Member(name) switch
        {
            null => default,
            { ValueKind: JsonValueKind.String } text => Enum.TryParse<T>(text.GetString(), ignoreCase: true, out var named) ? named : default,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var numbered) => (T)Enum.ToObject(typeof(T), numbered),
            { } odd => throw Odd(name, odd, "a name"),
        };
        return Enum.IsDefined(value) ? value : default;
    }

    /// <summary>The text, or null if it is none: half a surrogate pair is found out only here.</summary>
    public static string? TextOrNull(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The name, or null if it is no text.</summary>
    public static string? NameOrNull(this JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What is read, or what stands for it where that is odd: for members by which nothing is decided.</summary>
    public static T OrElse<T>(this JsonElement element, Func<JsonElement, T> read, T otherwise)
    {
        try
        {
            return read(element);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException)
        {
            return otherwise;
        }
    }

    /// <summary>The member's object, or null.</summary>
    public static JsonElement? OptionalObject(this JsonElement element, string name) =>
        element.Member(name) is { } found
            ? found.ValueKind == JsonValueKind.Object ? found : throw Odd(name, found, "an object")
            : null;

    /// <summary>The member's items, none if absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is not { } found ? []
        : found.ValueKind == JsonValueKind.Array ? found.EnumerateArray()
        : throw Odd(name, found, "a list");

    /// <summary>The items of an answer that is a list.</summary>
    public static IEnumerable<JsonElement> AsList(this JsonElement root) =>
        root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : throw Odd("the answer", root, "a list");

    private static JsonException Odd(string name, JsonElement found, string expected) =>
        new($"{name} is {found.ValueKind} instead of {expected}");
}
