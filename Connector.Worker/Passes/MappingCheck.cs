using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>Checks the tenant's mapping as a whole against its published layout and the lists behind it, and keeps the report for people.</summary>
internal sealed class MappingCheck(
    SuperOfficeClient client, FieldMaps maps, MappingReports reports, IOptions<SuperOfficeOptions> superOffice, IOptions<TenantOptions> tenant, TimeProvider time)
{
    /// <summary>Checks and keeps the report.</summary>
    public async Task<MappingReport> RunAsync(CancellationToken cancellationToken)
    {
        var report = new MappingReport
        {
            Tenant = superOffice.Value.ContextIdentifier,
            CheckedAt = time.GetUtcNow(),
            Mode = tenant.Value.Mode.Word(),
            Fields = [.. await RowsAsync(CrmEntity.Contact, cancellationToken), .. await RowsAsync(CrmEntity.Person, cancellationToken)],
        };
        await reports.SaveAsync(report, cancellationToken);
        return report;
    }

    private async Task<IReadOnlyList<MappingRow>> RowsAsync(CrmEntity entity, CancellationToken cancellationToken)
    {
        var map = await maps.OfAsync(entity, cancellationToken);
        var layout = await maps.LayoutAsync(entity, cancellationToken);
        var rows = new List<MappingRow>();
        foreach (var (field, entry) in maps.MappingOf(entity).All)
        {
            var problems = map.Problems.Where(p => p.Field == field).ToList();
            if (map.Written.FirstOrDefault(f => f.Field == field) is { Definition.Type: FieldType.List } list
                && await ListProblemAsync(list, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }

            rows.Add(Row(entity, field, entry.ProgId!, layout.GetValueOrDefault(entry.ProgId!), problems));
        }

        rows.AddRange(maps.MappingOf(entity).Inputs.Select(progId => Row(
            entity, FieldNames.Input, progId, layout.GetValueOrDefault(progId), [.. map.Problems.Where(p => p.Field == FieldNames.Input && p.ProgId == progId)])));
        return rows;
    }

    private async Task<MappingProblem?> ListProblemAsync(MappedField field, CancellationToken cancellationToken)
    {
        var list = await client.Lists.ResolveAsync(field.Definition, cancellationToken);
        var tried = list.Tried.Count == 0 ? "the layout names none" : string.Join(", ", list.Tried.Select(t => $"{t.Route}: {t.Outcome}"));
        return list.IsResolved
            ? null
            : new MappingProblem(field.Field, field.ProgId, MappingProblemKind.NoList, Blocks: false, $"the list of {field.ProgId} could not be found ({tried})", []);
    }

    private static MappingRow Row(CrmEntity entity, string field, string progId, FieldDefinition? definition, List<MappingProblem> problems) => new(
        entity == CrmEntity.Contact ? "contact" : "person",
        field,
        progId,
        !problems.Exists(p => p.Blocks || p.Kind == MappingProblemKind.NoList),
        definition?.Label,
        definition?.Type.ToString(),
        [.. problems.Select(p => new MappingFinding(p.Word, p.Text, p.Nearest))]);
}
