using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Connector.Sandbox.Tenant;

namespace Connector.Sandbox.Control;

/// <summary>
/// Turns switches by name: the members of a JSON object replace those of the settings, what is absent stays as it is, the
/// very objects included, since a fault with a limit remembers by its object how often it struck. Unknown names are refused.
/// </summary>
internal static class Switches
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly IReadOnlyDictionary<string, JsonPropertyInfo> Known =
        Strict.GetTypeInfo(typeof(FaultSettings)).Properties.ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The settings after the change.</summary>
    /// <exception cref="TenantException">400: a name is unknown or a value does not fit; the message says which.</exception>
    public static FaultSettings Turn(FaultSettings present, JsonObject switches)
    {
        var turned = present with { };
        foreach (var (name, value) in switches)
        {
            var property = Known.GetValueOrDefault(name)
                ?? throw TenantException.BadRequest($"There is no switch {name}. There are: {string.Join(", ", Known.Values.Select(known => known.Name))}");
            property.Set!(turned, Read(property, value));
        }

        List<ValidationResult> errors = [];
        return Validator.TryValidateObject(turned, new(turned), errors, validateAllProperties: true)
            ? turned
            : throw TenantException.BadRequest(string.Join(" ", errors.Select(error => error.ErrorMessage)));
    }

    private static object? Read(JsonPropertyInfo property, JsonNode? value)
    {
        try
        {
            return value is null && !property.IsSetNullable
                ? throw TenantException.BadRequest($"{property.Name} must have a value")
                : value.Deserialize(property.PropertyType, Strict);
        }
        catch (JsonException unfit)
        {
            throw TenantException.BadRequest(
                property.PropertyType.IsEnum
                    ? $"{property.Name} must be one of {string.Join(", ", Enum.GetNames(property.PropertyType))}"
                    : $"{property.Name} cannot be read: {unfit.Message}");
        }
    }
}
