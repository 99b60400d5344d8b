using System.Globalization;
using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Bulk;
using Connector.Jobs.Journal;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;
using Connector.SuperOffice;
using Connector.Worker.Limits;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Bulk;

/// <summary>
/// Finds what an undo is about, by what Redis remembers or by the journals of all directories: a part for each entity. A dry run asks
/// the CRM what every field holds now; the real one does not, since each entity's job does.
/// </summary>
/// <remarks>
/// Counts: <c>writes</c> that are meant, <c>records</c> they are about; of their fields <c>wouldRestore</c>, <c>changedSince</c> (by somebody else: left
/// alone), <c>agreed</c> (hold what they held before us), <c>notMapped</c> (any more: left alone), <c>writtenSince</c> by us for another reason,
/// <c>undoneAlready</c>, <c>tooLong</c> for a request; and <c>gone</c>, records that are no more.
/// </remarks>
internal sealed class UndoSource(UndoneWrite undo, WriteHistory history, WorkerJournal journal, Journals journals, IOptions<SuperOfficeOptions> superOffice) : IBulkSource
{
    // Before the first entity's; orders below it.
    private const string Whole = "0:";

    public RequestKind Kind => RequestKind.Undo;

    private string Tenant => superOffice.Value.ContextIdentifier;

    public IAsyncEnumerable<BulkPart> FindAsync(BulkRequest bulk, string after, CancellationToken cancellationToken) =>
        bulk.Wish.FromSnapshots ? FindInJournalAsync(bulk, after, cancellationToken) : FindInRedisAsync(bulk, after, cancellationToken);

    private async IAsyncEnumerable<BulkPart> FindInRedisAsync(BulkRequest bulk, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = await UndoPlan.MakeAsync(Tenant, history.ReadAsync(Tenant, cancellationToken), bulk.Wish.Undo!, certain: true, cancellationToken);
        if (after.Length == 0)
        {
            yield return new BulkPart(Whole, CountsOf(plan), []);
        }

        foreach (var entity in plan.Entities.OrderBy(e => CursorOf(e.Entity), StringComparer.Ordinal))
        {
            if (string.CompareOrdinal(CursorOf(entity.Entity), after) > 0)
            {
                yield return await PartOfAsync(bulk, CursorOf(entity.Entity), entity, [], cancellationToken);
            }
        }
    }

    /// <summary>The cursor is the entity's spelling. There may be any number of them, so the counts come with each.</summary>
    private async IAsyncEnumerable<BulkPart> FindInJournalAsync(BulkRequest bulk, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reading = await journals.WithOthersAsync(await journal.IdentityAsync(cancellationToken), journal.ReadAsync, cancellationToken);
        await foreach (var (key, plan) in UndoPlan.OfJournalAsync(Tenant, reading, bulk.Wish.Undo!, after, cancellationToken))
        {
            yield return plan.Entities is [var entity]
                ? await PartOfAsync(bulk, key.ToString(), entity, CountsOf(plan), cancellationToken)
                : new BulkPart(key.ToString(), CountsOf(plan), []);
        }
    }

    private async Task<BulkPart> PartOfAsync(
        BulkRequest bulk, string cursor, UndoEntity entity, Dictionary<string, long> counts, CancellationToken cancellationToken)
    {
        var asked = Undoing.RequestsOf(Tenant, bulk.Id, entity, bulk.By).Select((request, part) => request with { JobId = IdOf(bulk, entity.Entity, part) }).ToList();
        var found = bulk.IsDryRun ? await CountAsync(entity, cancellationToken) : new Dictionary<string, long> { ["wouldRestore"] = entity.Fields.Count };
        found["tooLong"] = asked.Count(request => !Undoing.Fits(request));
        return new BulkPart(cursor, new Dictionary<string, long>(counts.Concat(found)), [.. asked.Where(Undoing.Fits)]);
    }

    private static Dictionary<string, long> CountsOf(UndoPlan plan) => new()
    {
        ["writes"] = plan.Writes,
        ["records"] = plan.Entities.Count,
        ["writtenSince"] = plan.WrittenSince,
        ["undoneAlready"] = plan.UndoneAlready,
    };

    private async Task<Dictionary<string, long>> CountAsync(UndoEntity entity, CancellationToken cancellationToken) =>
        await undo.LookAsync(entity, cancellationToken) is not { } fields
            ? new() { ["gone"] = 1 }
            : new()
            {
                ["wouldRestore"] = fields.Count(f => f.Decision == "write"),
                ["changedSince"] = fields.Count(f => f.Decision == "keep"),
                ["agreed"] = fields.Count(f => f.Decision == "agreed"),
                ["notMapped"] = fields.Count(f => f.Decision == "unresolved"),
            };

    private static string CursorOf(EntityKey entity) =>
        string.Create(CultureInfo.InvariantCulture, $"{(entity.Kind == EntityKind.Contact ? 1 : 2)}:{entity.Id:0000000000}");

    private string IdOf(BulkRequest bulk, EntityKey entity, int part) =>
        $"undo-{bulk.Id}-{Fingerprint.Of("undo", Tenant, entity.ToString(), part.ToString(CultureInfo.InvariantCulture))[..24]}";
}
