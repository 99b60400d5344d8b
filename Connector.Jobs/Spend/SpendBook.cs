using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using StackExchange.Redis;

namespace Connector.Jobs.Spend;

/// <summary>Sees to it that analyses are paid for once, and only while the tenant's day has calls and money left; see <c>spend.lua</c>.</summary>
public sealed class SpendBook(Shard shard)
{
    private static readonly Script Reserve = new("reserve");
    private static readonly Script Settle = new("settle");
    private static readonly Script Release = new("release-spend");
    private static readonly Script ReadSpend = new("read-spend");

    /// <summary>Asks before the first call of a fingerprint, and before each further one: only the first costs.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">What is asked about.</param>
    /// <param name="fingerprint">What is asked.</param>
    /// <param name="round">
    /// Null for an ordinary question. Else a name for the analysis, at most 28 printable ASCII characters, under which it is a new one although
    /// the fingerprint has been answered before; the same name again is the same analysis.
    /// </param>
    /// <param name="limits">The tenant's caps.</param>
    /// <param name="now">Now by Redis' clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task<Reservation> ReserveAsync(
        Pass pass, EntityKey entity, string fingerprint, string? round, SpendLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = SpendDay.Of(now, limits.Zone);
        var reply = (RedisValue[])(await RunAsync(
            Reserve, pass, entity, fingerprint, cancellationToken,
            day.Name,
            day.EndsAt.ToUnixTimeMilliseconds(),
            limits.CallsPerDay,
            Amount.ToMillionths(limits.AmountPerDay),
            limits.Currency,
            Amount.ToMillionths(limits.ExpectedCost),
            round ?? "",
            round is not null))!;
        var verdict = reply[0].ToString() switch
        {
            "reserved" => ReservationVerdict.Reserved,
            "open" => ReservationVerdict.Open,
            "answered" => ReservationVerdict.Answered,
            "calls" => ReservationVerdict.NoCallsLeft,
            "amount" => ReservationVerdict.NoMoneyLeft,
            _ => throw new LeaseLostException(pass.Account, pass.Fence),
        };
        return new Reservation(verdict, reply[1].ToString(), (int)reply[2], Amount.FromMillionths((long)reply[3]), day, (int)reply[4]);
    }

    /// <summary>Stores the Company Explorer's answer under its fingerprint, before anything is written, and books what it cost.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">What was asked about.</param>
    /// <param name="fingerprint">What was asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="keep">How long it counts.</param>
    /// <param name="cost">What it cost, in the currency of its reservation; null if that is not known: then what was expected.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The threshold in per cent to be told now; 0 if none.</returns>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task<int> SettleAsync(
        Pass pass, EntityKey entity, string fingerprint, ReadOnlyMemory<byte> answer, TimeSpan keep, decimal? cost, CancellationToken cancellationToken)
    {
        RedisValue paid = cost is { } amount ? Amount.ToMillionths(amount) : "";
        var reply = (RedisValue[])(await RunAsync(
            Settle, pass, entity, fingerprint, cancellationToken, answer, Shard.Milliseconds(keep), paid))!;
        return reply[0] == "lost" ? throw new LeaseLostException(pass.Account, pass.Fence) : (int)reply[1];
    }

    /// <summary>Takes back what was set aside for an analysis that failed: the next try is another one.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">What was asked about.</param>
    /// <param name="fingerprint">What was asked.</param>
    /// <param name="cost">What it cost all the same, in the currency of its reservation; with 0 it counts as never begun.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The threshold in per cent to be told now; 0 if none.</returns>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task<int> ReleaseAsync(Pass pass, EntityKey entity, string fingerprint, decimal cost, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await RunAsync(Release, pass, entity, fingerprint, cancellationToken, Amount.ToMillionths(cost)))!;
        return reply[0] == "lost" ? throw new LeaseLostException(pass.Account, pass.Fence) : (int)reply[1];
    }

    /// <summary>What each tenant that ever reserved has spent on its present day.</summary>
    public async Task<IReadOnlyList<SpendToday>> TodayAsync(CancellationToken cancellationToken)
    {
        var tenants = (RedisResult[])(await shard.RunAsync(ReadSpend, cancellationToken))!;
        return [.. tenants.Select(t => Today((RedisValue[])t!)).OrderBy(t => t.Tenant, StringComparer.Ordinal)];
    }

    private static SpendToday Today(RedisValue[] fields) => new(
        fields[0].ToString(),
        fields[1].IsNullOrEmpty ? null : fields[1].ToString(),
        Shard.TimeOrNull(fields[8]),
        Number(fields[2], int.Parse),
        Number(fields[3], int.Parse),
        Amount.FromMillionths(Number(fields[5], long.Parse)),
        Amount.FromMillionths(Number(fields[4], long.Parse)),
        Amount.FromMillionths(Number(fields[6], long.Parse)),
        fields[7].ToString(),
        (int)fields[9],
        Shard.TimeOrNull(fields[10]));

    // A field nobody has counted in yet is missing.
    private static T Number<T>(RedisValue field, Func<string, IFormatProvider, T> parse) =>
        parse(field.IsNullOrEmpty ? "0" : field.ToString(), CultureInfo.InvariantCulture);

    private Task<RedisResult> RunAsync(
        Script script, Pass pass, EntityKey entity, string fingerprint, CancellationToken cancellationToken, params RedisValue[] arguments) =>
        shard.RunAsync(
            script, cancellationToken,
            [pass.Account.Tenant, pass.Account.Account, pass.Fence, entity.ToString(), fingerprint, .. arguments]);
}
