using Connector.Jobs.Accounts;
using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>What a stamp is made of, beside what is written with it.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Fingerprint">What was asked; empty if nothing was.</param>
/// <param name="Written">What the ledger knows as ours.</param>
/// <param name="IsComplete">False if the answer is not wholly applied by this.</param>
public readonly record struct StampSource(EntityKey Entity, string Fingerprint, IReadOnlyDictionary<string, string> Written, bool IsComplete);

/// <summary>The day and the stamp that accompany a write of content, in the same PATCH. They are never written alone, but for a stamp over adopted values.</summary>
public static class CompanionFields
{
    /// <summary>The content to set, with the mapped companions beside it that may be changed; the content itself if it is empty.</summary>
    public static IReadOnlyDictionary<string, string> AddTo(
        IReadOnlyDictionary<string, string> content, FieldMap map, StampSource source, IReadOnlySet<string> readOnly, DateTimeOffset now)
    {
        if (content.Count == 0)
        {
            return content;
        }

        var set = new Dictionary<string, string>(content, StringComparer.Ordinal);
        if (map.LastEnriched is { Definition.Type: FieldType.Date or FieldType.UnlimitedDate } day && !readOnly.Contains(day.ProgId))
        {
            set[day.ProgId] = FieldValue.EncodeDate(DateOnly.FromDateTime(now.UtcDateTime));
        }

        if (StampOf(content, map, source, now) is { } text && !readOnly.Contains(map.Stamp!.ProgId))
        {
            set[map.Stamp.ProgId] = text;
        }

        return set;
    }

    /// <summary>
    /// The stamp over what is written and what was ours already; without claims if the field cannot hold them; null if there is no field that could
    /// hold a stamp.
    /// </summary>
    public static string? StampOf(IReadOnlyDictionary<string, string> content, FieldMap map, StampSource source, DateTimeOffset now)
    {
        if (map.Stamp is not { Definition: { Type: FieldType.ShortText or FieldType.LongText, TextLength: var longest } })
        {
            return null;
        }

        var stamp = new Stamp(source.Fingerprint, map.Version, now)
        {
            Claims = ClaimsOf(content, map, source),
            IsComplete = source.IsComplete && source.Fingerprint.Length > 0,
        }.For(source.Entity);
        return map.Content.All(f => Claim.CanName(f.ProgId)) && Fits(stamp.ToString(), longest) ? stamp.ToString()
            : Fits(stamp.Plain, longest) ? stamp.Plain
            : null;
    }

    /// <summary>A claim for every field we ever left a value in: a human's edit since shows by its not being that value any more.</summary>
    public static SortedDictionary<string, string> ClaimsOf(IReadOnlyDictionary<string, string> content, FieldMap map, StampSource source)
    {
        var claims = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in map.Content)
        {
            var (type, ours) = (field.Definition.Type, content.GetValueOrDefault(field.ProgId) ?? source.Written.GetValueOrDefault(field.ProgId));
            if (!FieldValue.IsEmpty(type, ours))
            {
                claims[Claim.NameOf(field.ProgId)] = Claim.Of(source.Entity, field.ProgId, type, ours);
            }
        }

        return claims;
    }

    private static bool Fits(string text, int longest) => longest <= 0 || text.Length <= longest;
}
