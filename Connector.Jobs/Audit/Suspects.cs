using StackExchange.Redis;

namespace Connector.Jobs.Audit;

/// <summary>What a walk found, until it has been looked at again. Bounded: the first are as good as any.</summary>
internal sealed class Suspects(Shard shard)
{
    private readonly Dictionary<(string Kind, string Key), (Script Script, RedisValue[] Arguments)> _suspects = [];

    public int LeftOut { get; private set; }

    public bool Any => _suspects.Count > 0;

    /// <summary>Notes the findings of a script's reply, which are its last element.</summary>
    public void Note(Script script, RedisResult[] reply)
    {
        foreach (var (kind, key, again) in Findings(reply))
        {
            Note(kind, key, script, again);
        }
    }

    /// <summary>Notes something for a script to look at.</summary>
    public void Note(string kind, string key, Script script, params RedisValue[] arguments)
    {
        if (_suspects.Count >= DeepAudit.MostFindings && !_suspects.ContainsKey((kind, key)))
        {
            LeftOut++;
            return;
        }

        _suspects.TryAdd((kind, key), (script, arguments));
    }

    /// <summary>Those that are as before.</summary>
    public async Task<IReadOnlyList<AuditFinding>> LookAgainAsync(CancellationToken cancellationToken)
    {
        var findings = new List<AuditFinding>();
        foreach (var ((kind, key), (script, arguments)) in _suspects)
        {
            var reply = (RedisResult[])(await shard.RunAsync(script, cancellationToken, arguments))!;
            if (Findings(reply).Any(found => found.Kind == kind && found.Key == key))
            {
                findings.Add(FindingKinds.Explain(kind, key));
            }
        }

        return [.. findings.OrderBy(f => f.Kind, StringComparer.Ordinal).ThenBy(f => f.Key, StringComparer.Ordinal)];
    }

    private static IEnumerable<(string Kind, string Key, RedisValue[] Again)> Findings(RedisResult[] reply) =>
        ((RedisResult[])reply[^1]!).Select(found => (found[0].ToString(), found[1].ToString(), (RedisValue[])found[2]!));
}
