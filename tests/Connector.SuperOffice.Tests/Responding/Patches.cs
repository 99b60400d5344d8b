using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Tests.Responding;

internal static class Patches
{
    public static readonly DateTimeOffset ReadVersion = new(2026, 3, 2, 9, 14, 33, 700, TimeSpan.Zero);

    public static FieldPatch Vertical(int item, string? expected = "[I:11]") =>
        Of(new() { ["SuperOffice:83"] = FieldValue.EncodeListItem(item) }, new() { ["SuperOffice:83"] = expected });

    public static FieldPatch Of(Dictionary<string, string> set, Dictionary<string, string?>? expected = null) =>
        new() { Set = set, Expected = expected ?? [], ReadVersion = ReadVersion };
}
