using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Jobs.Accounts;

namespace Connector.Dashboard.Api;

/// <summary>Spells entities as everywhere else: <c>contact:4711</c>.</summary>
internal sealed class EntityKeyJsonConverter : JsonConverter<EntityKey>
{
    public override EntityKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EntityKey.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, EntityKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
