using System.Runtime.CompilerServices;
using Connector.Cli.Discovery;
using Connector.Cli.Findings;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.Cli.Checking;

/// <summary>Whether the tenant has the fields that are mapped, whether they can hold what goes there, and whether their lists are found.</summary>
internal sealed class FieldsCheck : ICheck
{
    public string Name => "fields";

    public bool NeedsLogin => true;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mapping = Mapping.Of(input.Context);
        var layouts = new Dictionary<CrmEntity, IReadOnlyDictionary<string, FieldDefinition>>();
        foreach (var (mapped, progId) in mapping)
        {
            if (!layouts.TryGetValue(mapped.Entity, out var layout))
            {
                layouts[mapped.Entity] = layout = await input.Client.ReadFieldsAsync(mapped.Entity, cancellationToken);
            }

            if (Problem(mapped, progId, layout) is { } problem)
            {
                yield return Finding.Bad(
                    problem,
                    $"Set {mapped.Setting} to a field that fits: connector discover {input.Context.Option} shows those there are, and which seems meant.");
            }
            else if (layout[progId] is { Type: FieldType.List } field)
            {
                yield return await ListAsync(input, mapped, field, cancellationToken);
            }
        }

        if (mapping.Count == 0)
        {
            yield return Finding.Bad("No field is mapped: nothing could be written.", $"connector discover {input.Context.Option} proposes a mapping.");
        }
        else if (!mapping.Any(one => one.Mapped.Name == "Stamp"))
        {
            yield return Finding.Doubtful(
                "No field takes the stamp, by which the memory of our writes is rebuilt if Redis is lost.",
                $"connector discover {input.Context.Option} proposes a mapping; the stamp's is Tenant__Contact__Stamp__ProgId, a text field of 199 characters.");
        }
        else
        {
            yield return Finding.Good(
                $"{mapping.Count} fields are mapped: {string.Join(", ", mapping.Select(one => $"{one.Mapped.Entity} {one.Mapped.Name}"))}");
        }
    }

    private static string? Problem(MappedField mapped, string progId, IReadOnlyDictionary<string, FieldDefinition> layout) =>
        !layout.TryGetValue(progId, out var field) ? $"{mapped.Setting} is {progId}, which the tenant's published fields of {mapped.Entity} do not have."
        : field.IsAmbiguous ? $"{mapped.Setting} is {progId}, and the tenant has several fields of that ProgId."
        : !mapped.Types.Contains(field.Type) ? $"{mapped.Setting} is {progId}, labelled {field.Label}, of type {field.Type}; it must be {string.Join(" or ", mapped.Types)}."
        : field.Type != FieldType.List && field.TextLength > 0 && field.TextLength < mapped.LeastLength ? $"{mapped.Setting} is {progId}, which holds {field.TextLength} characters; {mapped.LeastLength} are needed."
        : null;

    private static async Task<Finding> ListAsync(CheckInput input, MappedField mapped, FieldDefinition field, CancellationToken cancellationToken)
    {
        var list = await input.Client.Lists.ReadAsync(field, cancellationToken);
        return list.Items is null ? Finding.Bad(
                $"No route leads to the list of {field.ProgId} ({field.ListName ?? "which the field does not name"}): {string.Join(", ", list.Tried.Select(tried => $"{tried.Route} {tried.Outcome}"))}.",
                "Look in SuperOffice's administration that the field's list is there and not deleted; the field is left out until it is found.")
            : list.Items.Count == 0 ? Finding.Doubtful(
                $"The list of {field.ProgId} is empty: no name fits.",
                $"Fill it in SuperOffice, or set {mapped.Setting.Replace("ProgId", "Unknown", StringComparison.Ordinal)}=create.")
            : Finding.Good($"the list of {field.ProgId}, {field.Label}, has {list.Items.Count} items");
    }
}
