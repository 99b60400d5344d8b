using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using StackExchange.Redis;

namespace Connector.Jobs.Refusals;

/// <summary>Settings of a tenant's refuse a record.</summary>
/// <param name="Reason">For what, one of the words in refusing.lua.</param>
/// <param name="Terms">Hash of the settings behind that.</param>
public readonly record struct Refusal(string Reason, string Terms);

/// <summary>What a look at a tenant's settings has found.</summary>
/// <param name="Again">How many records that were refused are looked at again, because the settings behind that have changed.</param>
/// <param name="Forgotten">How many refused records were forgotten, because more than can be remembered were, since the settings changed last.</param>
public readonly record struct SettingsLook(long Again, long Forgotten);

/// <summary>Some of the records that were refused are due again.</summary>
/// <param name="IsBusy">True if none is, since other work of the tenant is due.</param>
/// <param name="Left">How many are left.</param>
public readonly record struct Rechecked(bool IsBusy, long Left);

/// <summary>
/// The records that a tenant's settings refuse, kept as refusing.lua says: <see cref="EntityReport.Refusal"/> and <see cref="JobDecision.Refusal"/> put
/// them there. When the settings change, a job of the tenant as a whole makes them due again, a few at a time.
/// </summary>
public sealed class Refusals(Shard shard, JobsMetrics metrics)
{
    /// <summary>The most records made due in one step, and so the most that live work may find before itself.</summary>
    public const int MostAtATime = 50;

    private static readonly Script Settings = new("settings");
    private static readonly Script Recheck = new("recheck");

    /// <summary>Looks whether what refuses records is other than at the last look of whichever process, or than at a refusal since.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="terms">Per reason a hash of the settings behind it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SettingsLook> LookAsync(string tenant, IReadOnlyDictionary<string, string> terms, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await shard.RunAsync(
            Settings, cancellationToken,
            [tenant, WholeTenant.AccountOf(tenant).Account, WholeTenant.Entity.ToString(), JobIds.New(), .. terms.SelectMany(t => new RedisValue[] { t.Key, t.Value })]))!;
        var look = new SettingsLook((long)reply[0], (long)reply[1]);
        metrics.Requested(look.Again > 0 ? 1 : 0);
        return look;
    }

    /// <summary>Makes the oldest records due that were refused before the request was made, unless other work of the tenant is due.</summary>
    /// <exception cref="JsonException">The request does not say for which reasons.</exception>
    public async Task<Rechecked> RecheckAsync(string tenant, PassJob request, CancellationToken cancellationToken)
    {
        var reasons = JsonSerializer.Deserialize(request.Detail ?? "", JobsJson.Default.StringArray) ?? throw new JsonException("There are no reasons.");
        var reply = (RedisValue[])(await shard.RunAsync(
            Recheck, cancellationToken,
            [
                tenant, request.JobId, request.ReceivedAt.ToUnixTimeMilliseconds(), MostAtATime, request.By ?? request.Event,
                .. reasons.Select(reason => (RedisValue)reason),
            ]))!;
        metrics.Requested(Math.Max(0, (int)reply[0]));
        return new Rechecked((int)reply[0] < 0, (long)reply[1]);
    }

    /// <summary>How many records are remembered as refused for a reason.</summary>
    public Task<long> CountAsync(string tenant, string reason, CancellationToken cancellationToken) =>
        shard.Database.SortedSetLengthAsync(Keys.Refused(tenant, reason)).WaitAsync(cancellationToken);
}
