using System.Text.Json;
using Connector.Cli.Findings;
using Connector.SuperOffice.Fields;

namespace Connector.Cli.Verifying;

/// <summary>Meets an answer with what is expected of it.</summary>
internal static class StructureCheck
{
    private static readonly string[] Dictionaries = ["CustomFields", "UserDefinedFields"];

    /// <summary>The findings on the members that the connector reads.</summary>
    public static IEnumerable<Checked> Members(JsonElement root, IEnumerable<Expectation> expectations)
    {
        List<string> fine = [];
        foreach (var expected in expectations)
        {
            var found = At(root, expected.Path.Split('.')).ToList();
            var odd = found.FirstOrDefault(one => one.ValueKind != JsonValueKind.Null && !expected.Kinds.Contains(one.ValueKind));
            if (odd.ValueKind != JsonValueKind.Undefined)
            {
                yield return new(expected.Path, Finding.Bad(
                    $"is {odd.ValueKind} instead of {string.Join(" or ", expected.Kinds)} ({expected.For}): the record counts as unreadable, never as empty", "Report it, with the answer of connector raw GET."));
            }
            else if (expected.IsVital && found.All(one => one.ValueKind == JsonValueKind.Null))
            {
                yield return new(expected.Path, Finding.Bad(
                    $"is missing ({expected.For}): the record counts as unreadable", "Report it, with the answer of connector raw GET."));
            }
            else if (found.Count == 0 && !expected.Path.Contains("[]", StringComparison.Ordinal))
            {
                yield return new(expected.Path, Finding.Doubtful(
                    $"is missing ({expected.For})", "The connector does without; look whether this user may see it."));
            }
            else
            {
                fine.Add(expected.Path);
            }
        }

        yield return new("members", Finding.Good($"as expected: {string.Join(", ", fine)}"));
    }

    /// <summary>The findings on the two dictionaries of user-defined fields: that they are there, agree, and hold texts only.</summary>
    public static IEnumerable<Checked> DictionariesOf(JsonElement root)
    {
        var found = Dictionaries.Where(name => root.TryGetProperty(name, out var one) && one.ValueKind == JsonValueKind.Object).ToList();
        if (found.Count == 0)
        {
            yield return new("fields", Finding.Bad(
                "neither CustomFields nor UserDefinedFields is there: nothing could be read or compared",
                "Look whether this user may see user-defined fields."));
            yield break;
        }

        foreach (var name in found)
        {
            var odd = root.GetProperty(name).EnumerateObject().Where(
                field => field.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)).Select(field => field.Name).ToList();
            yield return odd.Count == 0
                ? new(name, Finding.Good($"{root.GetProperty(name).EnumerateObject().Count()} members, all of them texts"))
                : new(name, Finding.Bad(
                    $"{string.Join(", ", odd)} hold no text: such a field counts as unreadable, and is never written",
                    "Report it, with the answer of connector raw GET."));
        }

        if (found.Count == 2)
        {
            var differing = root.GetProperty(Dictionaries[0]).EnumerateObject()
                .Where(
                    field => root.GetProperty(Dictionaries[1]).TryGetProperty(field.Name, out var other) && other.ToString() != field.Value.ToString()).Select(field => field.Name).ToList();
            yield return differing.Count == 0
                ? new("both dictionaries", Finding.Good("agree where they have the same fields"))
                : new("both dictionaries", Finding.Doubtful($"differ in {string.Join(", ", differing)}", "CustomFields counts, unless it is empty."));
        }
    }

    /// <summary>
    /// The findings on the published fields: that the answer has them, in a form that is known for their type, and items that their list has.
    /// </summary>
    public static async Task<IReadOnlyList<Checked>> FieldsAsync(
        JsonElement root, IEnumerable<FieldDefinition> layout, Func<FieldDefinition, Task<IReadOnlyList<ListItem>?>> items)
    {
        List<Checked> findings = [];
        List<string> fine = [];
        foreach (var field in layout)
        {
            var value = Dictionaries.Select(
                name => root.TryGetProperty(name, out var one) && one.ValueKind == JsonValueKind.Object && one.TryGetProperty(field.ProgId, out var text) ? text : default)
                .FirstOrDefault(one => one.ValueKind == JsonValueKind.String);
            var name = $"{field.Label} ({field.ProgId})";
            if (value.ValueKind == JsonValueKind.Undefined)
            {
                findings.Add(new(name, Finding.Doubtful(
                    "is in the published layout and not in the answer", "Look whether it was published just now, and whether this user may see it.")));
            }
            else if (!FieldValue.TryParse(field.Type, value.GetString(), out var parsed))
            {
                findings.Add(new(name, Finding.Bad(
                    $"is of type {field.Type}, and its value has no form that is known for it", "Report it, with the answer of connector raw GET.")));
            }
            else if (parsed is FieldValue.Item { Id: > 0 } item)
            {
                var list = await items(field);
                if (list is null || list.All(one => one.Id != item.Id))
                {
                    findings.Add(new(name, Finding.Doubtful(
                        $"holds item {item.Id}, which its list does not have",
                        "The item was deleted, or the list is not found: connector discover shows it.")));
                }
                else
                {
                    fine.Add(name);
                }
            }
            else
            {
                fine.Add(name);
            }
        }

        findings.Add(new("fields", Finding.Good(fine.Count == 0 ? "none is as expected" : $"as expected: {string.Join(", ", fine)}")));
        return findings;
    }

    private static IEnumerable<JsonElement> At(JsonElement element, string[] path)
    {
        if (path.Length == 0)
        {
            return [element];
        }

        var isList = path[0].EndsWith("[]", StringComparison.Ordinal);
        var name = isList ? path[0][..^2] : path[0];
        if (element.ValueKind != JsonValueKind.Object)
        {
            // Null stands for all that would be below it; whatever else stands there is judged as it is.
            return [element];
        }

        var found = element.EnumerateObject().FirstOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return found.ValueKind switch
        {
            JsonValueKind.Undefined => [],
            JsonValueKind.Array when isList => found.EnumerateArray().SelectMany(item => At(item, path[1..])),
            _ => At(found, path[1..]),
        };
    }
}
