using Connector.Cli.Crm;
using Connector.Cli.Showing;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Search;

namespace Connector.Cli.Discovery;

/// <summary>Looks at a tenant. What cannot be read is said, and the rest is read all the same.</summary>
internal sealed class Surveyor(SuperOfficeClient client, Parts parts, StepProgress progress, bool all)
{
    /// <summary>Steps that are counted before the lists are known.</summary>
    public const int FixedSteps = 13;

    private const int ItemsShown = 10;
    private const int SampleCompanies = 5;

    public async Task<Survey> LookAsync(string tenant, CancellationToken cancellationToken)
    {
        var layouts = new Dictionary<CrmEntity, IReadOnlyDictionary<string, FieldDefinition>>();
        foreach (var entity in (CrmEntity[])[CrmEntity.Contact, CrmEntity.Person, CrmEntity.Sale])
        {
            progress.Step($"fields of {entity}");
            layouts[entity] = await parts.TryAsync($"fields of {entity}", () => client.ReadFieldsAsync(entity, cancellationToken), "")
                ?? new Dictionary<string, FieldDefinition>();
        }

        List<SurveyedField> fields = [.. layouts.SelectMany(layout => layout.Value.Values.Select(field => Of(layout.Key, field)))];
        var mapping = MappingProposal.For(fields);
        var vertical = mapping.FirstOrDefault(one => one.Setting == MappedField.All[0].Setting)?.ProgId;
        progress.Step("the vertical's list");
        var routes = vertical is not null && layouts[CrmEntity.Contact].TryGetValue(vertical, out var field) && field.Type == FieldType.List
            ? await parts.TryAsync("the vertical's list", () => client.Lists.TryRoutesAsync(field, cancellationToken), "") ?? []
            : [];
        return new Survey
        {
            Tenant = tenant,
            Fields = fields,
            Mapping = mapping,
            Vertical = vertical,
            VerticalRoutes = routes,
            Lists = await ListsAsync(cancellationToken),
            ConsentPurposes = await BuiltInAsync("ConsentPurpose", "consent purposes", cancellationToken),
            LegalBases = await BuiltInAsync("LegalBase", "legal bases", cancellationToken),
            Categories = await BuiltInAsync("Category", "categories", cancellationToken),
            Owners = await OwnersAsync(cancellationToken),
            Samples = await SamplesAsync(layouts[CrmEntity.Contact], cancellationToken),
            Problems = parts.Problems,
        };
    }

    private static SurveyedField Of(CrmEntity entity, FieldDefinition field) => new(
        entity.ToString(), field.ProgId, field.Label, field.Type, field.TextLength, field.ListId, field.ListName, field.IsMandatory, field.IsReadOnly, field.IsAmbiguous);

    private async Task<IReadOnlyList<SurveyedList>> ListsAsync(CancellationToken cancellationToken)
    {
        progress.Step("lists");
        var lists = await parts.TryAsync("lists", () => client.Lists.ListAllAsync(cancellationToken), "") ?? [];
        List<SurveyedList> surveyed = [];
        foreach (var list in lists.OrderByDescending(list => list.IsUsedByFields).ThenBy(list => list.Name, StringComparer.OrdinalIgnoreCase))
        {
            progress.Step($"list {list.Name}");
            var items = await parts.TryAsync($"list {list.Name}", () => client.Lists.ReadItemsAsync(list, cancellationToken), "Other lists are not concerned.");
            surveyed.Add(new(list.Id, list.Name, list.Kind, list.IsUsedByFields, items?.Count, all ? items ?? [] : [.. (items ?? []).Take(ItemsShown)]));
        }

        return surveyed;
    }

    private async Task<IReadOnlyList<KeyedItem>> BuiltInAsync(string list, string what, CancellationToken cancellationToken)
    {
        progress.Step(what);
        return await parts.TryAsync(
            what,
            () => client.Lists.ReadBuiltInAsync(list, cancellationToken),
            "Settings that name them have to be found in SuperOffice's administration.") ?? [];
    }

    // The archive has the short names, which the settings take; the list that fills drop-downs may have full names only.
    private async Task<IReadOnlyList<SurveyedOwner>> OwnersAsync(CancellationToken cancellationToken)
    {
        progress.Step("owners");
        try
        {
            List<SurveyedOwner> owners = [];
            var query = new ArchiveQuery { Columns = ["assocName", "fullName", "isActive"] };
            await foreach (var row in client.Search.ArchiveAsync("InternalUsers", "associateDbId", query, cancellationToken))
            {
                if (row.Text("isActive") is not ("0" or "false" or "False"))
                {
                    owners.Add(new(row.PrimaryKey, row.Text("assocName"), row.Text("fullName")));
                }
            }

            return owners;
        }
        catch (SuperOfficeException closed) when (closed.Scope == FailureScope.Entity)
        {
            var users = await parts.TryAsync("owners", () => client.Associates.ListAsync(cancellationToken), "Settings can name owners by associate id.") ?? [];
            return [.. users.Where(user => !user.Deleted).Select(user => new SurveyedOwner(
                user.AssociateId, "", user.FullName is { Length: > 0 } full ? full : user.Name))];
        }
    }

    private async Task<IReadOnlyList<SampleValue>> SamplesAsync(IReadOnlyDictionary<string, FieldDefinition> layout, CancellationToken cancellationToken)
    {
        List<SampleValue> samples = [];
        progress.Step("companies");
        var ids = await parts.TryAsync("companies", () => FirstAsync(cancellationToken), "") ?? [];
        foreach (var id in ids)
        {
            progress.Step($"contact:{id}");
            if (await parts.TryAsync($"contact:{id}", () => client.GetContactAsync(id, cancellationToken), "Other companies are not concerned.") is { } contact)
            {
                samples.AddRange(await ValuesAsync(contact, layout, cancellationToken));
            }
        }

        return samples;
    }

    private async Task<IReadOnlyList<int>> FirstAsync(CancellationToken cancellationToken)
    {
        List<int> ids = [];
        await foreach (var row in client.Search.ContactsAsync(new ArchiveQuery { Columns = ["name"], PageSize = SampleCompanies }, cancellationToken))
        {
            ids.Add(row.PrimaryKey);
            if (ids.Count == SampleCompanies)
            {
                break;
            }
        }

        return ids;
    }

    // One row even of a company without values: that it has none is worth knowing.
    private async Task<IReadOnlyList<SampleValue>> ValuesAsync(
        ContactRecord contact, IReadOnlyDictionary<string, FieldDefinition> layout, CancellationToken cancellationToken)
    {
        List<SampleValue> values = [];
        foreach (var field in layout.Values)
        {
            if (await TextOfAsync(contact, field, cancellationToken) is { Length: > 0 } text)
            {
                values.Add(new(contact.ContactId, contact.Name, contact.Owner?.Name ?? "", field.ProgId, field.Label, text));
            }
        }

        return values.Count > 0 ? values : [new(contact.ContactId, contact.Name, contact.Owner?.Name ?? "", "", "", "")];
    }

    private async Task<string> TextOfAsync(ContactRecord contact, FieldDefinition field, CancellationToken cancellationToken)
    {
        try
        {
            if (!contact.Fields.TryGetValue(field.ProgId, out var wire) || !FieldValue.TryParse(field.Type, wire, out var value) || value.Empty)
            {
                return "";
            }

            return value is FieldValue.Item item
                ? (await client.GetListItemsAsync(field, cancellationToken))?.FirstOrDefault(one => one.Id == item.Id)?.Name ?? $"item {item.Id}, which the list does not name"
                : value is FieldValue.Text text ? text.Value
                : wire;
        }
        catch (SuperOfficeException odd) when (odd.Scope == FailureScope.Entity)
        {
            return $"(cannot be read: {odd.Message})";
        }
    }
}
