using System.Text.Json;
using Connector.Jobs.Accounts;
using StackExchange.Redis;

namespace Connector.Jobs.Subscriptions;

/// <summary>A record that has changed in the CRM.</summary>
/// <param name="Account">Its account, as in <see cref="AccountKey.Account"/>.</param>
/// <param name="Entity">The record.</param>
/// <param name="ChangedAt">When, by the CRM's clock.</param>
public readonly record struct ChangedRecord(string Account, EntityKey Entity, DateTimeOffset ChangedAt);

/// <summary>
/// How the tenants' webhooks are, in <c>subscription:{tenant}</c>: a hash of the newest report, JSON, and of the worker whose turn it is to look, until when. It is bounded
/// by the tenants, and holds nothing about people.
/// </summary>
public sealed class Subscriptions(Shard shard, JobsMetrics metrics)
{
    /// <summary>The most records of one call.</summary>
    public const int MostRecords = 100;

    private static readonly Script Turn = new("subscription");
    private static readonly Script Reconcile = new("reconcile");

    /// <summary>Takes or keeps a turn, and with it, if given, a report.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="worker">Whose turn it is to be.</param>
    /// <param name="turn">How long it lasts from now on.</param>
    /// <param name="report">What was found; null to keep what there is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if it is another worker's turn; else with the newest report, if there is one.</returns>
    public async Task<(bool IsOurs, SubscriptionReport? Report)> TurnAsync(
        string tenant, string worker, TimeSpan turn, SubscriptionReport? report, CancellationToken cancellationToken)
    {
        var json = report is null ? "" : JsonSerializer.Serialize(report, JobsJson.Default.SubscriptionReport);
        var reply = (RedisValue[])(await shard.RunAsync(Turn, cancellationToken, TenantName.Check(tenant), worker, Shard.Milliseconds(turn), json))!;
        return ((int)reply[0] == 1, Parse(reply[1]));
    }

    /// <summary>The newest report; null if nobody has looked yet.</summary>
    public async Task<SubscriptionReport?> FindAsync(string tenant, CancellationToken cancellationToken) =>
        Parse(await shard.Database.HashGetAsync(Keys.Subscription(TenantName.Check(tenant)), "report").WaitAsync(cancellationToken));

    /// <summary>Makes those of the records due that no event told of, behind whatever else is due.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="seed">The same for the same search: what was made due under it is not made due again.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="records">1 to <see cref="MostRecords"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not necessarily the step.</param>
    /// <returns>How many; null, and nothing was done, if other work of the tenant is due.</returns>
    public async Task<int?> ReconcileAsync(string tenant, string seed, string by, IReadOnlyCollection<ChangedRecord> records, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(records.Count, nameof(records));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(records.Count, MostRecords, nameof(records));
        var made = (int)await shard.RunAsync(
            Reconcile, cancellationToken,
            [
                TenantName.Check(tenant), seed, by,
                .. records.SelectMany(one => new RedisValue[] { one.Account, one.Entity.ToString(), one.ChangedAt.ToUnixTimeMilliseconds() }),
            ]);
        metrics.Requested(Math.Max(0, made));
        return made < 0 ? null : made;
    }

    private static SubscriptionReport? Parse(RedisValue json) =>
        json.IsNullOrEmpty ? null : JsonSerializer.Deserialize(json.ToString(), JobsJson.Default.SubscriptionReport);
}
