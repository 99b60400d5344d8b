using System.Globalization;
using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Search;

/// <summary>
/// A row as an archive shows it: list columns hold what people see, an associate's column its initials. Compare ids, not these. What the row
/// prints as says nothing about anybody.
/// </summary>
public sealed class ArchiveRow
{
    private readonly JsonElement _row;

    internal ArchiveRow(int primaryKey, JsonElement row)
    {
        PrimaryKey = primaryKey;
        _row = row.Clone();
        EntityName = _row.Text("EntityName");
    }

    /// <summary>Primary key of what the row stands for.</summary>
    public int PrimaryKey { get; }

    /// <summary>What it is, such as <c>contact</c> or <c>retiredPerson</c>; may be empty.</summary>
    public string EntityName { get; }

    /// <summary>The row as answered.</summary>
    public JsonElement Raw => _row;

    /// <summary>The column's text; empty if there is none. Numbers and flags are told as they are written.</summary>
    public string Text(string column) => _row.Member(column) switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => other.GetRawText(),
    };

    /// <summary>The column's whole number; null if there is none or it is something else, such as initials.</summary>
    public int? Integer(string column) =>
        int.TryParse(Text(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The column's moment, UTC unless it says otherwise; null if there is none or it is something else.</summary>
    public DateTimeOffset? Date(string column) =>
        DateTimeOffset.TryParse(
            Text(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) && date.Year > 1
            ? date
            : null;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{EntityName} {PrimaryKey}");

    /// <summary>Reads the rows of an answer, with the value of <paramref name="keyColumn"/> as the key, or the primary key for null.</summary>
    /// <exception cref="JsonException">It is no such answer, or a row has no key.</exception>
    internal static List<ArchiveRow> ReadAll(JsonElement root, string? keyColumn)
    {
        if (root.Member("value") is null)
        {
            throw new JsonException("value is missing");
        }

        return [.. root.Items("value").Select(row => new ArchiveRow(row.Integer(keyColumn ?? "PrimaryKey"), row))];
    }
}
