using System.Runtime.CompilerServices;
using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Snapshots;
using StackExchange.Redis;

namespace Connector.Jobs.Undo;

/// <summary>Our writes, oldest first: from Redis, which remembers the last 20,000 of a tenant, or from the snapshot files, which remember all.</summary>
public sealed class WriteHistory(Shard shard)
{
    private const int PageSize = 500;

    /// <summary>What Redis remembers.</summary>
    public async IAsyncEnumerable<WriteRecord> ReadAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RedisValue next = "-";
        while (true)
        {
            var page = await shard.Database.StreamRangeAsync(Keys.Writes(TenantName.Check(tenant)), next, "+", PageSize).WaitAsync(cancellationToken);
            foreach (var entry in page)
            {
                yield return Parse(tenant, entry);
            }

            if (page.Length < PageSize)
            {
                yield break;
            }

            next = $"({page[^1].Id}";
        }
    }

    /// <summary>What the snapshot files of a directory remember, whatever became of Redis.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file has a newer layout.</exception>
    public static async IAsyncEnumerable<WriteRecord> ReadSnapshotsAsync(
        string directory, string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var line in (await SnapshotReader.ReadAsync(directory, tenant, cancellationToken)).Lines)
        {
            yield return WriteRecord.Of(tenant, line);
        }
    }

    private static WriteRecord Parse(string tenant, StreamEntry entry) => new()
    {
        Entity = EntityKey.Parse(entry["entity"].ToString()),
        Account = new AccountKey(tenant, entry["account"].ToString()),
        Fence = (long)entry["fence"],
        Run = entry["run"].ToString(),
        Kind = entry["kind"].ToString(),
        Batch = entry["batch"].ToString(),
        At = Shard.Time(entry["at"]),
        Old = JsonSerializer.Deserialize(entry["old"].ToString(), JobsJson.Default.DictionaryStringString)!,
        New = JsonSerializer.Deserialize(entry["new"].ToString(), JobsJson.Default.DictionaryStringString)!,
    };
}
