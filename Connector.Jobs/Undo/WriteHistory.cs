using System.Runtime.CompilerServices;
using System.Text.Json;
using Connector.Jobs.Accounts;
using StackExchange.Redis;

namespace Connector.Jobs.Undo;

/// <summary>Our writes, oldest first, as far as Redis remembers them: the last 20,000 of a tenant. The journal remembers all.</summary>
public sealed class WriteHistory(Shard shard)
{
    private const int PageSize = 500;

    /// <summary>Reads them page by page.</summary>
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
