using Connector.Jobs.Accounts;

namespace Connector.Worker.Writing;

/// <summary>
/// What an entity's stamp proves about its fields, for a ledger that was lost. A field that holds the value its claim speaks of is ours. One that
/// does not was ours and is a human's now, edited or emptied: the ledger then gets <see cref="Unknown"/>, which equals no value. A field without a
/// claim was never ours.
/// </summary>
/// <param name="Written">Per ProgId what the ledger should hold.</param>
/// <param name="Applied">What counts as applied; null if the stamp does not say.</param>
/// <param name="At">When the stamp was written.</param>
public sealed record Recovered(IReadOnlyDictionary<string, string> Written, string? Applied, DateTimeOffset At)
{
    /// <summary>Stands for a value of ours that only its hash is left of, in a field that holds another by now.</summary>
    public const string Unknown = "(what we wrote: only its hash is known)";

    /// <summary>How many fields still hold what we wrote.</summary>
    public int Ours { get; } = Written.Count(w => w.Value != Unknown);

    /// <summary>Reads the stamp; null if there is none of this entity's.</summary>
    public static Recovered? From(EntityKey entity, FieldMap map, IReadOnlyDictionary<string, string> present)
    {
        if (map.Stamp is not { } field || Stamp.TryParse(present.GetValueOrDefault(field.ProgId)) is not { } stamp || !stamp.IsOf(entity))
        {
            return null;
        }

        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var content in map.Content)
        {
            if (stamp.Claims.TryGetValue(Claim.NameOf(content.ProgId), out var claim))
            {
                var value = present.GetValueOrDefault(content.ProgId);
                written[content.ProgId] = value is not null && Claim.Of(entity, content.ProgId, content.Definition.Type, value) == claim ? value : Unknown;
            }
        }

        return new Recovered(
            written,
            stamp.IsComplete && stamp.Fingerprint.Length > 0 ? Fingerprint.Applied(stamp.Fingerprint, stamp.MappingVersion) : null,
            stamp.At);
    }
}
