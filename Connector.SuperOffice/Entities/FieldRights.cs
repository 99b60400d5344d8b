using System.Collections.Frozen;
using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// Reads which of a record's user-defined fields we may not change: <c>FieldProperties</c>, by <c>UserDefinedFields.{ProgId}</c>, with a <c>FieldRight</c> each.
/// </summary>
internal static class FieldRights
{
    private const string Read = "Read";
    private const string None = "None";

    private static readonly string[] Places = ["UserDefinedFields.", "CustomFields."];

    /// <summary>The values of SuperOffice's EFieldRight that are no right to change a field; hints for user interfaces are no rights at all.</summary>
    private static readonly HashSet<string> OtherRights =
        new([None, Read, "Nullable", "UIHintMandatory", "UIHintReadOnly", "UIHints"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Their ProgIds. What is absent, odd or unknown leaves it to the answer to the change.</summary>
    public static IReadOnlySet<string> ReadOnly(JsonElement root) => root.OrElse(
        record => record.OptionalObject("FieldProperties")?.EnumerateObject()
            .Where(field => field.Value.OrElse(IsReadOnly, false)).Select(ProgIdOf).OfType<string>().ToFrozenSet(StringComparer.Ordinal)
            ?? FrozenSet<string>.Empty,
        FrozenSet<string>.Empty);

    private static string? ProgIdOf(JsonProperty field) =>
        field.NameOrNull() is { } name && Array.Find(Places, place => name.StartsWith(place, StringComparison.OrdinalIgnoreCase)) is { } place ? name[place.Length..] : null;

    private static bool IsReadOnly(JsonElement field) =>
        field.OptionalObject("FieldRight")?.OptionalText("Mask")?.Split(',', StringSplitOptions.TrimEntries) is { } rights
        && rights.All(OtherRights.Contains)
        && (rights.Contains(Read, StringComparer.OrdinalIgnoreCase) || rights.Contains(None, StringComparer.OrdinalIgnoreCase));
}
