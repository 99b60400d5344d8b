using Connector.Jobs.Epochs;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.SuperOffice;
using Connector.SuperOffice.Fields;
using Connector.Worker.Enriching;
using Connector.Worker.Leash;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// What an answer would change in an entity: the merge, with the lists behind its fields. A list that cannot be found is a condition to
/// report. An item that a list lacks is created where the mapping says so, the field would then be written, the account may be written by
/// itself, and the day's budget has one left. What only waits, for a write stop or the write budget, holds the work: the item is part of it.
/// </summary>
internal sealed class Differences(
    SuperOfficeClient client,
    ListItemBudget budget,
    WriteStopFile stopFile,
    EpochWatch epochs,
    TenantLimits limits,
    IOptions<TenantOptions> tenant,
    IOptions<SuperOfficeOptions> superOffice,
    IOptions<WorkerOptions> options,
    ILogger<Differences> log)
{
    private const int LongestName = 100;
    private const string Origin = "Created by the Connector";

    /// <summary>Merges, after creating what may be created.</summary>
    /// <exception cref="HeldException">An item would be created, were writes not stopped or the write budget spent.</exception>
    public async Task<MergeResult> FindAsync(
        PassScope scope, ReadyEntity entity, LedgerEntry known, Answer.Enriched answer, CancellationToken cancellationToken)
    {
        var items = await ItemsAsync(entity.Map, answer, cancellationToken);
        var merged = Merge.Compare(entity.Map, answer.Values, entity.Record.Fields, known.Written, items, known.Sent);
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var unresolved in merged.Unresolved.Where(u => u is { Obstacle: Obstacle.UnknownItem, IsWanted: true, Field.Unknown: UnknownItem.Create }))
        {
            if (await WhyNotAsync(scope, entity, unresolved, cancellationToken) is { } why)
            {
                notes[unresolved.Field.ProgId] = why;
            }
            else
            {
                var item = await CreateAsync(scope, unresolved);
                items[unresolved.Field.ProgId] = [.. items[unresolved.Field.ProgId]!, item];
            }
        }

        var again = Merge.Compare(entity.Map, answer.Values, entity.Record.Fields, known.Written, items, known.Sent);
        return again with { Fields = [.. again.Fields.Select(f => notes.TryGetValue(f.ProgId, out var why) ? f with { Why = $"{f.Why}; {why}" } : f)] };
    }

    private async Task<Dictionary<string, IReadOnlyList<ListItem>?>> ItemsAsync(FieldMap map, Answer.Enriched answer, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, IReadOnlyList<ListItem>?>(StringComparer.Ordinal);
        foreach (var field in map.Content.Where(f => f.Definition.Type == FieldType.List && answer.Values.GetValueOrDefault(f.Field) is not null))
        {
            items[field.ProgId] = await client.GetListItemsAsync(field.Definition, cancellationToken);
        }

        return items;
    }

    /// <summary>Why an item is not created, for people; null if it may be, which takes one from the day's budget.</summary>
    private async Task<string?> WhyNotAsync(PassScope scope, ReadyEntity entity, UnresolvedValue unresolved, CancellationToken cancellationToken)
    {
        if (unresolved.Field.Definition.ListId is null)
        {
            return "it cannot be created, since the list is not one of the tenant's own";
        }

        if (unresolved.Name.Length > LongestName || unresolved.Name.Any(char.IsControl))
        {
            return $"it is not created, since names of items have at most {LongestName} characters and no control characters";
        }

        if (await epochs.LookAsync(cancellationToken))
        {
            return "it is not created while a loss of data is open";
        }

        if (stopFile.IsSet(scope.Tenant))
        {
            throw new HeldException(WriteHolds.StopFile);
        }

        var terms = new WriteTerms { Mode = tenant.Value.Mode, InScope = entity.InScope, Budget = limits.WriteBudget };
        switch (await budget.TryTakeAsync(scope.Pass, terms, tenant.Value.ListItemsPerDay, cancellationToken))
        {
            case ListItemVerdict.NoneLeft:
                return $"it is not created today: {tenant.Value.ListItemsPerDay} list items a day are the most (Tenant:ListItemsPerDay)";
            case ListItemVerdict.ModeForbids:
                return "it is created once the mode is write";
            case ListItemVerdict.OutOfScope:
                return "it is not created for what is outside Tenant:Scope";
            case ListItemVerdict.WriteStopped:
                throw new HeldException(WriteHolds.Stop);
            case ListItemVerdict.BudgetSpent:
                throw new HeldException(WriteHolds.Budget);
        }

        scope.WriteAllowed = true;
        scope.BudgetLeft = true;
        return null;
    }

    private async Task<ListItem> CreateAsync(PassScope scope, UnresolvedValue unresolved)
    {
        await scope.Lease.EnsureAsync(superOffice.Value.Timeout + options.Value.LeaseReserve, scope.Write);
        var item = await PassWrite.RunAsync(
            scope.Pass, grant: null, () => client.Lists.CreateListItemAsync(unresolved.Field.Definition, unresolved.Name, Origin, scope.Write));
        log.ListItemCreated(unresolved.Field.Field, unresolved.Field.ProgId, item.Id);
        return item;
    }
}
