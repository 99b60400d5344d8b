using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>What a merge came to.</summary>
/// <param name="Fields">One row per field the Company Explorer said something about.</param>
/// <param name="Set">Per ProgId the value to write; empty if there is nothing to write.</param>
public sealed record MergeResult(IReadOnlyList<FieldChange> Fields, IReadOnlyDictionary<string, string> Set)
{
    /// <summary>Values for which a list has no item (yet).</summary>
    public IReadOnlyList<UnresolvedValue> Unresolved { get; init; } = [];

    /// <summary>
    /// Names what is unresolved; empty if nothing is. It becomes part of what counts as applied, so that the next event looks
    /// again (with the stored answer, at no cost): by then the list may be found, or have the item.
    /// </summary>
    public string Open => Unresolved.Count == 0
        ? ""
        : Fingerprint.Of("open", [.. Unresolved.SelectMany(u => new[] { u.Field.ProgId, u.Name })])[..12];
}

/// <summary>A value for which a list field has no item.</summary>
/// <param name="Field">The field.</param>
/// <param name="Name">The item's name, after aliases.</param>
/// <param name="Obstacle">What is in the way.</param>
/// <param name="IsWanted">True if the merge table would let it be written.</param>
public sealed record UnresolvedValue(MappedField Field, string Name, Obstacle Obstacle, bool IsWanted);

/// <summary>
/// Compares, field by field, what the Company Explorer proposes with what the CRM holds and what it returned after our last
/// write. A pure function; only mapped fields can come out of it.
/// </summary>
public static class Merge
{
    /// <summary>Makes the field table of one entity.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="answer">Per enrichment field what the Company Explorer said; a missing, null or blank one is never written.</param>
    /// <param name="present">The CRM's fields now.</param>
    /// <param name="written">What the CRM returned after our last write.</param>
    /// <param name="items">The items of list fields, by ProgId; null for a list that could not be found.</param>
    /// <param name="sent">What we sent in our last write, where the CRM returned something else.</param>
    public static MergeResult Compare(
        FieldMap map,
        IReadOnlyDictionary<string, string?> answer,
        IReadOnlyDictionary<string, string> present,
        IReadOnlyDictionary<string, string> written,
        IReadOnlyDictionary<string, IReadOnlyList<ListItem>?> items,
        IReadOnlyDictionary<string, string>? sent = null)
    {
        var rows = new List<FieldChange>();
        var unresolved = new List<UnresolvedValue>();
        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in map.Content)
        {
            if (!answer.TryGetValue(field.Field, out var text) || string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var old = present.GetValueOrDefault(field.ProgId);
            var proposed = ProposedValue.Of(field, text, items.GetValueOrDefault(field.ProgId));
            var verdict = Decide(field, old, written.GetValueOrDefault(field.ProgId), sent?.GetValueOrDefault(field.ProgId), proposed);
            var (type, known) = (field.Definition.Type, items.GetValueOrDefault(field.ProgId));
            rows.Add(new FieldChange(field.Field, field.ProgId, Word(verdict.Action), old, proposed.Wire ?? text, verdict.Why)
            {
                OldText = Readable.Of(type, old, known),
                NewText = Readable.Of(type, proposed.Wire, known),
            });
            if (verdict.Action == MergeAction.Write)
            {
                set.Add(field.ProgId, proposed.Wire!);
            }
            else if (proposed.Obstacle is Obstacle.NoList or Obstacle.UnknownItem or Obstacle.AmbiguousItem)
            {
                var wanted = MergeTable.Decide(field.Policy, StateOf(type, old, written.GetValueOrDefault(field.ProgId))).Action == MergeAction.Write;
                unresolved.Add(new UnresolvedValue(field, ProposedValue.ItemName(field, text), proposed.Obstacle, wanted));
            }
        }

        rows.AddRange(LeftOut(map, answer));
        return new MergeResult(rows, set) { Unresolved = unresolved };
    }

    /// <summary>A row for every answer whose field the tenant does not have: nothing the Company Explorer said vanishes without a word.</summary>
    private static IEnumerable<FieldChange> LeftOut(FieldMap map, IReadOnlyDictionary<string, string?> answer) =>
        from problem in map.Problems
        where problem.Blocks && !string.IsNullOrWhiteSpace(answer.GetValueOrDefault(problem.Field))
        select new FieldChange(problem.Field, problem.ProgId, Word(MergeAction.Unresolved), null, answer[problem.Field], problem.Line);

    /// <summary>How a field's present value relates to our last write. A write the CRM answered with an empty field counts as none.</summary>
    public static FieldState StateOf(FieldType type, string? present, string? written) =>
        (FieldValue.IsEmpty(type, present), FieldValue.IsEmpty(type, written)) switch
        {
            (true, true) => FieldState.Empty,
            (true, false) => FieldState.Emptied,
            (false, true) => FieldState.Foreign,
            (false, false) => FieldValue.AreEqual(type, present, written) ? FieldState.Ours : FieldState.Edited,
        };

    private static MergeVerdict Decide(MappedField field, string? present, string? written, string? sent, ProposedValue proposed)
    {
        if (proposed.Wire is null)
        {
            return new MergeVerdict(MergeAction.Unresolved, proposed.Problem!);
        }

        var type = field.Definition.Type;
        return FieldValue.AreEqual(type, present, proposed.Wire) ? new MergeVerdict(MergeAction.Agreed, "the CRM says it already")
            // Writing it again would come to the same, and its echo would bring us here again.
            : sent is not null && FieldValue.AreEqual(type, sent, proposed.Wire) && FieldValue.AreEqual(type, present, written)
                ? new MergeVerdict(MergeAction.Agreed, "we wrote it already, and the CRM keeps it in its own way")
            : MergeTable.Decide(field.Policy, StateOf(type, present, written)) is var verdict && verdict.Action == MergeAction.Keep && written == LedgerEntry.Unsure
                ? verdict with { Why = "a human may have changed it: the answer to a write of ours was lost, and what is there does not show which" }
            : verdict;
    }

    private static string Word(MergeAction action) => action switch
    {
        MergeAction.Write => "write",
        MergeAction.Keep => "keep",
        MergeAction.Agreed => "agreed",
        _ => "unresolved",
    };
}
