using System.Text.Json;

namespace Connector.Cli.Showing;

/// <summary>The values of a field change as people read them.</summary>
internal static class FieldText
{
    public static (string Before, string After) Of(JsonElement change) => (One(change, "oldText", "old"), One(change, "newText", "new"));

    // The wire form where it reads well already: then there is no text beside it.
    private static string One(JsonElement change, string text, string wire) =>
        Screen.Value(change.TryGetProperty(text, out var readable) && readable.ValueKind == JsonValueKind.String ? readable.GetString() : Screen.Text(change, wire));
}
