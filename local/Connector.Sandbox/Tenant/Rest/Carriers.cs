using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>Turns rows of one entity into the JSON objects of the API (carriers) and back.</summary>
internal interface ICarrier<TRow> where TRow : EntityRow
{
    /// <summary>Resource name, such as <c>Contact</c>.</summary>
    string Resource { get; }

    /// <summary>A blank row to start a creation from.</summary>
    TRow Blank { get; }

    /// <summary>Whether a deleted row stays for a while (<c>softdeleted</c>) or is gone at once (<c>deleted</c>).</summary>
    bool DeletesSoftly { get; }

    /// <summary>Whether the API still answers for the row.</summary>
    bool IsVisible(TRow row);

    /// <summary>The carrier with all documented members.</summary>
    JsonObject Render(TRow row, string apiRoot);

    /// <summary>The row with what a carrier says; members that are absent or read-only change nothing.</summary>
    TRow Apply(TRow row, JsonObject carrier);
}

/// <summary>Pieces that carriers share.</summary>
internal static class CarrierParts
{
    public static JsonObject Right(string mask = "Full") => new() { ["Mask"] = mask, ["Reason"] = "" };

    public static JsonObject? Associate(int id) => Associates.Find(id) is not { } associate ? null : new()
    {
        ["AssociateId"] = associate.Id,
        ["Name"] = associate.Name,
        ["PersonId"] = 0,
        ["Rank"] = associate.Id,
        ["Tooltip"] = associate.FullName,
        ["Type"] = "InternalAssociate",
        ["GroupIdx"] = 1,
        ["FullName"] = associate.FullName,
        ["FormalName"] = associate.FullName,
        ["Deleted"] = false,
        ["EjUserId"] = 0,
        ["UserName"] = associate.Name,
    };

    public static JsonArray Elements(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)new JsonObject
    {
        ["Value"] = value,
        ["StrippedValue"] = new string([.. value.Where(char.IsLetterOrDigit)]),
        ["Description"] = "",
    })]);

    public static JsonArray Consents(IEnumerable<(string Purpose, string LegalBasis)> consents) => new([.. consents.Select((consent, i) => (JsonNode)new JsonObject
    {
        ["ConsentPersonId"] = i + 1,
        ["Comment"] = "",
        ["LegalBaseKey"] = consent.LegalBasis,
        ["LegalBaseName"] = consent.LegalBasis,
        ["ConsentPurposeKey"] = consent.Purpose,
        ["ConsentPurposeName"] = consent.Purpose,
    })]);

    public static JsonObject Item(int id, string value) => new() { ["Id"] = id, ["Value"] = value, ["Tooltip"] = "" };

    public static JsonObject Category(int id) => new()
    {
        ["Id"] = id,
        ["Value"] = "Customer",
        ["Tooltip"] = "",
        ["CategoryGroup"] = "Customer",
        ["EnableLeadStatus"] = false,
        ["Rank"] = 1,
        ["Deleted"] = false,
    };

    public static JsonObject Country { get; } = new()
    {
        ["CountryId"] = 276,
        ["Name"] = "Germany",
        ["EnglishName"] = "Germany",
        ["TwoLetterISOCountry"] = "DE",
        ["ThreeLetterISOCountry"] = "DEU",
        ["OrgNrText"] = "VAT No.",
    };

    /// <summary>A text member, or the present value if the member is absent; null means empty.</summary>
    public static string Text(this JsonObject carrier, string name, string present) =>
        !carrier.TryGetPropertyValue(name, out var node) ? present
        : node is null ? ""
        : node is JsonValue value && value.TryGetValue(out string? text) ? text.Trim()
        : throw TenantException.BadRequest($"{name} must be a string");

    public static bool Flag(this JsonObject carrier, string name, bool present) =>
        !carrier.TryGetPropertyValue(name, out var node) || node is null ? present
        : node is JsonValue value && value.TryGetValue(out bool flag) ? flag
        : throw TenantException.BadRequest($"{name} must be true or false");

    /// <summary>An amount of money, without its currency; null means 0.</summary>
    public static decimal Amount(this JsonObject carrier, string name, decimal present) =>
        !carrier.TryGetPropertyValue(name, out var node) ? present
        : node is null ? 0
        : node is JsonValue value && value.TryGetValue(out decimal amount) ? amount
        : throw TenantException.BadRequest($"{name} must be a number");

    /// <summary>A date, taken as UTC unless it says otherwise; null means none.</summary>
    public static DateTimeOffset Date(this JsonObject carrier, string name, DateTimeOffset present) =>
        !carrier.TryGetPropertyValue(name, out var node) ? present
        : node is null ? default
        : node is JsonValue value && value.TryGetValue(out string? text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date
        : throw TenantException.BadRequest($"{name} must be a date");

    /// <summary>The id in a nested reference such as <c>Associate.AssociateId</c>; strings are accepted, null means none.</summary>
    public static int Reference(this JsonObject carrier, string name, string idName, int present)
    {
        if (!carrier.TryGetPropertyValue(name, out var node))
        {
            return present;
        }

        return node switch
        {
            null => 0,
            JsonObject reference when reference[idName] is JsonValue value => Id(value)
                ?? throw TenantException.BadRequest($"{name}.{idName} must be an id"),
            JsonObject => present,
            _ => throw TenantException.BadRequest($"{name} must be an object"),
        };
    }

    /// <summary>The values of an element list such as <c>Urls</c>; blank ones are dropped.</summary>
    public static ImmutableArray<string> Elements(
        this JsonObject carrier, string name, ImmutableArray<string> present)
    {
        if (!carrier.TryGetPropertyValue(name, out var node))
        {
            return present;
        }

        return node switch
        {
            null => [],
            JsonArray elements => [.. elements.Select(element => element is JsonObject entry
                ? entry.Text("Value", "")
                : throw TenantException.BadRequest($"{name} must hold objects")).Where(value => value.Length > 0)],
            _ => throw TenantException.BadRequest($"{name} must be an array"),
        };
    }

    private static int? Id(JsonValue value) =>
        value.TryGetValue(out int id) ? id : value.TryGetValue(out string? text) && int.TryParse(text, out id) ? id : null;
}
