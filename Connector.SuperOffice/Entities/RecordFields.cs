using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// Fields of which some hold what no user-defined field can hold, such as an object. Whoever has no use for them never notices; whoever asks
/// for one is told, because a value that cannot be read must not look like an empty field that may be filled.
/// </summary>
internal sealed class RecordFields(Dictionary<string, string> fields, Dictionary<string, string> odd) : IReadOnlyDictionary<string, string>
{
    /// <summary>How many can be read.</summary>
    public int Count => fields.Count;

    public IEnumerable<string> Keys => fields.Keys;

    public IEnumerable<string> Values => fields.Values;

    /// <exception cref="SuperOfficeException"><see cref="FailureKind.Unreadable"/>.</exception>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    /// <exception cref="SuperOfficeException"><see cref="FailureKind.Unreadable"/>.</exception>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <exception cref="SuperOfficeException"><see cref="FailureKind.Unreadable"/>.</exception>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) =>
        odd.TryGetValue(key, out var kind)
            ? throw new SuperOfficeException(
                FailureKind.Unreadable, FailureScope.Entity, $"The record cannot be used: its field {key} is {kind} instead of a text.")
            : fields.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
