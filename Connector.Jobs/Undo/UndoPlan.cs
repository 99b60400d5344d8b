using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;

namespace Connector.Jobs.Undo;

/// <summary>Which writes are to be undone: all that match everything that is given, and something must be.</summary>
public sealed record UndoSelection
{
    /// <summary>Those of one pass, by its fence.</summary>
    public long? Pass { get; init; }

    /// <summary>Those of one sync run.</summary>
    public string? Run { get; init; }

    /// <summary>Those of one batch.</summary>
    public string? Batch { get; init; }

    /// <summary>Those from this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Those to these entities.</summary>
    public IReadOnlyCollection<EntityKey>? Entities { get; init; }

    /// <summary>Whether a write is meant.</summary>
    public bool Includes(WriteRecord write) =>
        (Pass is null || write.Fence == Pass)
        && (Run is null || write.Run == Run)
        && (Batch is null || write.Batch == Batch)
        && (From is null || write.At >= From)
        && (Until is null || write.At < Until)
        && (Entities is null || Entities.Contains(write.Entity));

    internal bool IsEmpty => this == new UndoSelection();
}

/// <summary>A field to be given its value back.</summary>
/// <param name="ProgId">The field.</param>
/// <param name="Restore">What it held before the first of the writes.</param>
/// <param name="Written">What it must hold now to be touched: what the last of the writes left, or, by the journal, any of them may have.</param>
public sealed record UndoField(string ProgId, string? Restore, IReadOnlyList<string> Written);

/// <summary>What is to be undone at one entity.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Account">The account it was written in.</param>
/// <param name="Fields">Its fields.</param>
public sealed record UndoEntity(EntityKey Entity, AccountKey Account, IReadOnlyList<UndoField> Fields);

/// <summary>What undoing a selection would do, as far as our own records tell; whether a human changed a field since, the CRM tells.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Writes">PATCHes selected.</param>
/// <param name="Entities">What would be undone.</param>
/// <param name="WrittenSince">Fields left alone because we wrote them again since, for another reason.</param>
/// <param name="UndoneAlready">Fields left alone because they were undone.</param>
public sealed record UndoPlan(string Tenant, int Writes, IReadOnlyList<UndoEntity> Entities, int WrittenSince, int UndoneAlready)
{
    // A journal elsewhere is asked for so many at a time.
    private const int AtATime = 50;

    /// <summary>Fields that would be given their value back.</summary>
    public int Fields => Entities.Sum(e => e.Fields.Count);

    /// <summary>Makes plans by the journal, one for each entity with a selected write, in the order of their spelling: no more than one is in memory.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="selection">Which writes.</param>
    /// <param name="after">Only of entities after this spelling; empty for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">Nothing is selected: say what to undo.</exception>
    /// <exception cref="JournalFailedException">The journal cannot be read, or one of another machine does not answer.</exception>
    public static async IAsyncEnumerable<(EntityKey Entity, UndoPlan Plan)> OfJournalAsync(
        string tenant, IJournalSource journal, UndoSelection selection, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entities = selection.Entities is not { } named ? journal.EntitiesAsync(tenant, after, selection, cancellationToken)
            : named.Where(one => string.CompareOrdinal(one.ToString(), after) > 0).OrderBy(one => one.ToString(), StringComparer.Ordinal).ToAsyncEnumerable();
        await foreach (var some in entities.Chunk(AtATime).WithCancellation(cancellationToken))
        {
            await using var entries = journal.OfAsync(tenant, some, cancellationToken).GetAsyncEnumerator(cancellationToken);
            var more = await entries.MoveNextAsync();
            while (more)
            {
                var entity = EntityKey.Parse(entries.Current.Entity);
                if (await MakeAsync(tenant, WritesAsync(), selection, certain: false, cancellationToken) is { Writes: > 0 } plan)
                {
                    yield return (entity, plan);
                }

                async IAsyncEnumerable<WriteRecord> WritesAsync()
                {
                    for (var spelt = entity.ToString(); more && entries.Current.Entity == spelt; more = await entries.MoveNextAsync())
                    {
                        yield return WriteRecord.Of(tenant, entries.Current);
                    }
                }
            }
        }
    }

    /// <summary>Makes the plan: of each field the value from before the first selected write, as long as no other write of ours came after.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="history">All its writes, oldest first.</param>
    /// <param name="selection">Which of them.</param>
    /// <param name="certain">True if each write in the history is known to have happened; false for the journal.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">Nothing is selected: say what to undo.</exception>
    public static async Task<UndoPlan> MakeAsync(
        string tenant, IAsyncEnumerable<WriteRecord> history, UndoSelection selection, bool certain, CancellationToken cancellationToken)
    {
        if (selection.IsEmpty)
        {
            throw new ArgumentException("Say which writes to undo: of a pass, a sync run, a batch, a time or an entity.", nameof(selection));
        }

        var fields = new Dictionary<(EntityKey Entity, string ProgId), UndoField>();
        var accounts = new Dictionary<EntityKey, AccountKey>();
        var (writes, since, undone) = (0, 0, 0);
        await foreach (var write in history.WithCancellation(cancellationToken))
        {
            var selected = write.Kind != "undo" && selection.Includes(write);
            writes += selected ? 1 : 0;
            foreach (var (progId, value) in write.New)
            {
                var field = (write.Entity, progId);
                if (selected)
                {
                    accounts[write.Entity] = write.Account;
                    fields[field] = fields.TryGetValue(field, out var first)
                        ? first with { Written = certain ? [value] : [.. first.Written.Append(value).Distinct()] }
                        : new UndoField(progId, write.Old.GetValueOrDefault(progId), [value]);
                }
                else if (fields.Remove(field))
                {
                    (since, undone) = write.Kind == "undo" ? (since, undone + 1) : (since + 1, undone);
                }
            }
        }

        return new UndoPlan(
            tenant,
            writes,
            [.. fields.GroupBy(f => f.Key.Entity, f => f.Value).Select(e => new UndoEntity(e.Key, accounts[e.Key], [.. e]))],
            since,
            undone);
    }
}
