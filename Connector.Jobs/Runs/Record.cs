using System.Globalization;
using StackExchange.Redis;

namespace Connector.Jobs.Runs;

/// <summary>A hash as read from Redis; an absent and an empty field are the same.</summary>
internal sealed class Record
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <param name="namesAndValues">As HGETALL answers inside a script.</param>
    public Record(RedisValue[] namesAndValues)
    {
        for (var i = 0; i + 1 < namesAndValues.Length; i += 2)
        {
            _fields[namesAndValues[i].ToString()] = namesAndValues[i + 1].ToString();
        }
    }

    public Record(HashEntry[] entries)
    {
        foreach (var entry in entries)
        {
            _fields[entry.Name.ToString()] = entry.Value.ToString();
        }
    }

    public bool IsEmpty => _fields.Count == 0;

    public bool Has(string name) => _fields.ContainsKey(name);

    public string Text(string name) => _fields.GetValueOrDefault(name, "");

    public string? TextOrNull(string name) => _fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public int Number(string name) =>
        TextOrNull(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : 0;

    public DateTimeOffset? TimeOrNull(string name) => Shard.TimeOrNull(Text(name));

    public DateTimeOffset Time(string name) => TimeOrNull(name) ?? DateTimeOffset.UnixEpoch;

    /// <summary>All counters whose name begins with the prefix, by the rest of their name; zeros are left out.</summary>
    public IReadOnlyDictionary<string, int> Counters(string prefix) => _fields.Keys
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && Number(name) != 0)
        .ToDictionary(name => name[prefix.Length..], Number, StringComparer.Ordinal);
}
