using System.Collections.Frozen;
using System.Globalization;

namespace Connector.Worker.Deciding;

/// <summary>
/// The owners whose contacts we work on, by associate id or short name. A tenant can be shared by several firms; the
/// records of the others are none of our business.
/// </summary>
public sealed class OwnerList
{
    /// <summary>No restriction.</summary>
    public static readonly OwnerList All = new([]);

    /// <summary>The longest entry, in characters.</summary>
    public const int LongestEntry = 100;

    private readonly FrozenSet<int> _ids;
    private readonly FrozenSet<string> _names;

    /// <summary>Reads entries: whole numbers are associate ids, everything else is a short name, compared without case.</summary>
    public OwnerList(IEnumerable<string> entries)
    {
        var ids = new HashSet<int>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries.Select(e => e.Trim()).Where(e => e.Length > 0))
        {
            if (int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                ids.Add(id);
            }
            else
            {
                names.Add(entry);
            }
        }

        _ids = ids.ToFrozenSet();
        _names = names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Whether an entry can be one owner's id or short name. What is several in one, or a number that is no id, would be a name that nobody has.
    /// </summary>
    public static bool CanBeOwner(string entry) =>
        !entry.Any(Separates)
        && (entry.Any(char.IsLetter) || (int.TryParse(entry.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0));

    /// <summary>Whether a character stands between entries or around them, or is none that a name or key has.</summary>
    public static bool Separates(char c) => char.IsControl(c) || c is ',' or ';' or '|' or '"' or '[' or ']' or '{' or '}';

    /// <summary>True if every owner is ours, also none.</summary>
    public bool IsUnrestricted => _ids.Count == 0 && _names.Count == 0;

    /// <summary>Whether an id alone tells that the owner is foreign: it is not listed and no short name could be its own.</summary>
    public bool ExcludesId(int associateId) => !IsUnrestricted && _names.Count == 0 && !_ids.Contains(associateId);

    /// <summary>Whether we work on this owner's contacts. A contact without an owner is nobody's on the list.</summary>
    /// <param name="associateId">The owner's id; 0 if the contact has none.</param>
    /// <param name="shortName">The owner's short name; empty if the contact has none.</param>
    public bool Includes(int associateId, string shortName) =>
        IsUnrestricted || (associateId > 0 && _ids.Contains(associateId)) || (shortName.Length > 0 && _names.Contains(shortName.Trim()));
}
