using System.Globalization;
using Connector.Testing.Telemetry.Wire;
using Google.Protobuf;
using Attribute = Connector.Testing.Telemetry.Wire.Attribute;

namespace Connector.Testing.Telemetry;

/// <summary>Turns OTLP's values into plain ones.</summary>
internal static class OtlpValue
{
    public static string ServiceOf(Resource? resource) =>
        resource?.Attributes.FirstOrDefault(attribute => attribute.Key == "service.name")?.Value.Text ?? "";

    public static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    public static IReadOnlyDictionary<string, string> Attributes(IEnumerable<Attribute> attributes) => attributes
        .GroupBy(attribute => attribute.Key)
        .ToDictionary(group => group.Key, group => Text(group.Last().Value));

    public static string Text(Value? value) => value?.ValueCase switch
    {
        Value.ValueOneofCase.Text => value.Text,
        Value.ValueOneofCase.Flag => value.Flag ? "true" : "false",
        Value.ValueOneofCase.Number => value.Number.ToString(CultureInfo.InvariantCulture),
        Value.ValueOneofCase.Fraction => value.Fraction.ToString(CultureInfo.InvariantCulture),
        Value.ValueOneofCase.Values => string.Join(',', value.Values.Values_.Select(Text)),
        _ => "",
    };
}
