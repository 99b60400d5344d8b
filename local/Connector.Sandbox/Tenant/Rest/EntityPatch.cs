using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>What a tenant makes of a patch where SuperOffice's documents are silent.</summary>
/// <param name="Tests">Whether <c>test</c> operations are heeded.</param>
/// <param name="LeafPaths">Whether a path may go into <c>CustomFields</c>.</param>
/// <param name="Lists">The tenant's lists, for values that are items.</param>
internal sealed record PatchHabits(bool Tests, bool LeafPaths, UserLists Lists);

/// <summary>
/// Applies patch operations to a carrier. Member names are compared without case. User-defined fields are addressed either as
/// an object at <c>CustomFields</c>, whose keys are merged into those there, or by the leaf <c>CustomFields/{ProgId}</c>
/// (<c>UserDefinedFields</c> alike); ProgIds are compared with case.
/// </summary>
internal static class EntityPatch
{
    /// <exception cref="TenantException">400: the patch does not fit the entity; 409: a test failed.</exception>
    public static void Apply(JsonObject carrier, JsonNode? patch, FieldLayout layout, PatchHabits habits)
    {
        foreach (var operation in PatchOperation.Read(patch, carrier).Where(operation => habits.Tests || operation.Op != "test"))
        {
            var fields = FieldMembers.Names.FirstOrDefault(name => name.Equals(operation.Path[0], StringComparison.OrdinalIgnoreCase));
            if (fields is not null)
            {
                ApplyToFields(carrier[fields]!.AsObject(), operation, layout, habits);
            }
            else
            {
                ApplyToMember(Parent(carrier, operation), operation.Path[^1], operation);
            }
        }
    }

    private static void ApplyToFields(JsonObject fields, PatchOperation operation, FieldLayout layout, PatchHabits habits)
    {
        var values = (operation.Path, operation.Value) switch
        {
            ({ Count: 2 }, var value) when habits.LeafPaths => [new(operation.Path[1], operation.Op == "remove" ? null : value)],
            ({ Count: 1 }, JsonObject form) when operation.Op != "remove" => form.ToList(),
            _ => throw TenantException.BadRequest($"{operation.PathText} takes an object, or a ProgId after it"),
        };
        foreach (var (key, value) in values)
        {
            if (operation.Op == "test")
            {
                if (!FieldMembers.Holds(layout, fields, key, value, habits.Lists))
                {
                    throw TenantException.TestFailed(operation.PathText);
                }
            }
            else if (fields.Any(member => member.Key == key))
            {
                fields[key] = value?.DeepClone() ?? "";
            }
            else
            {
                throw TenantException.BadRequest($"There is no user-defined field {operation.PathText}");
            }
        }
    }

    private static JsonNode Parent(JsonObject carrier, PatchOperation operation)
    {
        JsonNode node = carrier;
        foreach (var segment in operation.Path.SkipLast(1))
        {
            node = node switch
            {
                JsonObject members when members.TryGetPropertyValue(segment, out var member) => member ?? Open(members, segment),
                JsonArray elements when Index(segment, elements.Count - 1) is { } index => elements[index]!,
                _ => throw Unknown(operation),
            };
        }

        return node;
    }

    /// <summary>An empty reference, such as a contact without an owner, is opened by a path into it.</summary>
    private static JsonObject Open(JsonObject members, string name)
    {
        var opened = new JsonObject(TenantJson.AnyCase);
        members[name] = opened;
        return opened;
    }

    private static void ApplyToMember(JsonNode parent, string name, PatchOperation operation)
    {
        switch (parent)
        {
            case JsonObject members when members.ContainsKey(name) || members.Parent is not null:
                ApplyToObject(members, name, operation);
                break;
            case JsonArray elements:
                ApplyToArray(elements, name, operation);
                break;
            default:
                throw Unknown(operation);
        }
    }

    private static void ApplyToObject(JsonObject members, string name, PatchOperation operation)
    {
        if (operation.Op != "test")
        {
            members[name] = operation.Op == "remove" ? null : operation.Value?.DeepClone();
        }
        else if (!JsonNode.DeepEquals(members[name], operation.Value))
        {
            throw TenantException.TestFailed(operation.PathText);
        }
    }

    private static void ApplyToArray(JsonArray elements, string name, PatchOperation operation)
    {
        var last = elements.Count - (operation.Op == "add" ? 0 : 1);
        var index = name == "-" && operation.Op == "add" ? elements.Count : Index(name, last) ?? throw Unknown(operation);
        switch (operation.Op)
        {
            case "add":
                elements.Insert(index, operation.Value?.DeepClone());
                break;
            case "replace":
                elements[index] = operation.Value?.DeepClone();
                break;
            case "remove":
                elements.RemoveAt(index);
                break;
            case "test" when !JsonNode.DeepEquals(elements[index], operation.Value):
                throw TenantException.TestFailed(operation.PathText);
        }
    }

    private static int? Index(string segment, int last) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last ? index : null;

    private static TenantException Unknown(PatchOperation operation) => TenantException.BadRequest($"There is no member {operation.PathText}");
}
