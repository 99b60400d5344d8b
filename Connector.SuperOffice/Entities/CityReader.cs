using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// Finds a contact's city: in the street address, else in the postal one, else in <c>LocalizedAddress</c>, the same laid out in rows for display,
/// which may be all there is. What is odd is passed over: a city is a hint and decides nothing.
/// </summary>
internal static class CityReader
{
    private const string Street = "Street";
    private const string Postal = "Postal";

    public static string Read(JsonElement contact) =>
        contact.OrElse(record => record.OptionalObject("Address"), null) is not { } address ? ""
        : CityOf(address, Street) is { Length: > 0 } street ? street
        : CityOf(address, Postal) is { Length: > 0 } postal ? postal
        : Localized(address);

    private static string CityOf(JsonElement address, string which) =>
        address.OrElse(whole => whole.OptionalObject(which)?.Text("City").Trim() ?? "", "");

    private static string Localized(JsonElement address)
    {
        var cities = address.OrElse(whole => whole.Items("LocalizedAddress").ToList(), [])
            .SelectMany(row => row.OrElse(line => line.AsList().ToList(), []))
            .Select(part => part.OrElse(Part, default))
            .Where(part => part.Value is { Length: > 0 } && part.Name.EndsWith("City", StringComparison.OrdinalIgnoreCase))
            .ToList();
        return (cities.Find(city => Is(city, Street)) is { Value: { } street } ? street
            : cities.Find(city => Is(city, Postal)) is { Value: { } postal } ? postal
            : cities.FirstOrDefault().Value) ?? "";
    }

    // Samples name the kind of address in either member: StreetCity, or City of the type StreetAddress.
    private static bool Is((string Name, string Type, string? Value) city, string which) =>
        city.Name.StartsWith(which, StringComparison.OrdinalIgnoreCase) || city.Type.Contains(which, StringComparison.OrdinalIgnoreCase);

    private static (string Name, string Type, string? Value) Part(JsonElement part) =>
        (part.Text("Name"), part.OrElse(whole => whole.Text("AddressType"), ""), part.Text("Value").Trim());
}
