using Connector.Jobs.Epochs;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Fields;
using Connector.Worker.Enriching;
using Connector.Worker.Limits;
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
    Doubts doubts,
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

    /// <summary>Merges, after creating what may be created. Of an answer in doubt nothing is created.</summary>
    /// <exception cref="HeldException">An item would be created, were writes not stopped or the write budget spent.</exception>
    public async Task<(MergeResult Merged, Doubt? Doubt)> FindAsync(
        PassScope scope, ReadyEntity entity, LedgerEntry known, Answer.Enriched answer, CancellationToken cancellationToken)
    {
        var texts = CutTexts.Of(answer.Values, entity.Websites);
        var items = await ItemsAsync(entity.Map, texts.Values, cancellationToken);
        var merged = Merge.Compare(entity.Map, texts.Values, entity.Record.Fields, known.Written, items, known.Sent);
        var wanted = merged.Unresolved.Where(u => u is { Obstacle: Obstacle.UnknownItem, IsWanted: true, Field.Unknown: UnknownItem.Create }).ToList();
        var doubt = merged.Set.Count + wanted.Count > 0 ? await doubts.OfAsync(scope, entity, answer.Facts, cancellationToken) : null;
        var notes = texts.Notes.ToDictionary(StringComparer.Ordinal);
        foreach (var unresolved in wanted)
        {
            if ((doubt is null ? await WhyNotAsync(scope, entity, unresolved, cancellationToken) : "it is not created for an answer in doubt") is { } why)
            {
                notes[unresolved.Field.Field] = notes.TryGetValue(unresolved.Field.Field, out var cut) ? $"{why}; {cut}" : why;
            }
            else
            {
                var item = await CreateAsync(scope, unresolved);
                items[unresolved.Field.ProgId] = [.. items[unresolved.Field.ProgId]!, item];
            }
        }

        var again = Merge.Compare(entity.Map, texts.Values, entity.Record.Fields, known.Written, items, known.Sent);
        return (again with { Fields = [.. again.Fields.Select(f => Noted(f, notes)), .. Emptied(entity, texts)] }, doubt);
    }

    private static FieldChange Noted(FieldChange row, Dictionary<string, string> notes) =>
        notes.TryGetValue(row.Field, out var note) ? row with { Why = $"{row.Why}; {note}" } : row;

    /// <summary>Texts of which nothing is left: they count as not said, and are shown all the same.</summary>
    private static IEnumerable<FieldChange> Emptied(ReadyEntity entity, CutTexts texts) =>
        entity.Map.Content.Where(f => texts.Notes.ContainsKey(f.Field) && texts.Values[f.Field] is null).Select(f => new FieldChange(
            f.Field, f.ProgId, "unresolved", entity.Record.Fields.GetValueOrDefault(f.ProgId), null, $"nothing is left of the text; {texts.Notes[f.Field]}"));

    private async Task<Dictionary<string, IReadOnlyList<ListItem>?>> ItemsAsync(
        FieldMap map, IReadOnlyDictionary<string, string?> said, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, IReadOnlyList<ListItem>?>(StringComparer.Ordinal);
        foreach (var field in map.Content.Where(f => f.Definition.Type == FieldType.List && said.GetValueOrDefault(f.Field) is not null))
        {
            items[field.ProgId] = await client.GetListItemsAsync(field.Definition, cancellationToken);
        }

        return items;
    }

    /// <summary>Why an item is not created, for people; null if it may be, which takes one from the day's budget.</summary>
    private async Task<string?> WhyNotAsync(PassScope scope, ReadyEntity entity, UnresolvedValue unresolved, CancellationToken cancellationToken)
    {
        if (!entity.Record.MayBeChanged)
        {
            return "it is not created for a record that we have no right to change";
        }

        if (entity.Record.ReadOnlyFields.Contains(unresolved.Field.ProgId))
        {
            return "it is not created for a field that we have no right to change";
        }

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
        ListItem item;
        try
        {
            item = await PassWrite.RunAsync(
                scope.Pass, grant: null, () => client.Lists.CreateListItemAsync(unresolved.Field.Definition, unresolved.Name, Origin, scope.Write));
        }
        catch (SuperOfficeException unreadable) when (unreadable.Kind == FailureKind.Unreadable)
        {
            throw new UnreadableChangeException(unreadable.Message, unreadable);
        }

        log.ListItemCreated(unresolved.Field.Field, unresolved.Field.ProgId, item.Id);
        return item;
    }
}
