using System.Globalization;
using StackExchange.Redis;

namespace Connector.Jobs.Spend;

/// <summary>Reads what was spent on days that are over, for as long as their books are kept; see <c>spend.lua</c>.</summary>
public sealed class SpendHistory(Shard shard, TimeProvider time)
{
    /// <summary>For how many days a book is kept after the last analysis that was begun in it: <c>bookRetention</c> in <c>spend.lua</c>.</summary>
    public const int DaysKept = 100;

    /// <summary>Books asked for at once, so that nobody else waits behind all of them.</summary>
    private const int AtOnce = 500;

    private static readonly RedisValue[] Fields = ["calls", "settled", "reserved", "currency"];

    /// <summary>The first day of which every book is still there, wherever the tenant is.</summary>
    public DateOnly KeptSince => Today.AddDays(1 - DaysKept);

    // By UTC; where the tenant is, it may be a day more or less.
    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>The days on which an analysis was begun, the last first, then by tenant.</summary>
    /// <param name="since">The first day; null for as far back as anything is kept.</param>
    /// <param name="tenant">Null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<SpendOfDay>> ReadAsync(DateOnly? since, string? tenant, CancellationToken cancellationToken)
    {
        IEnumerable<string> tenants = tenant is null
            ? (await shard.Database.HashKeysAsync(Keys.Spend).WaitAsync(cancellationToken)).Select(name => name.ToString())
            : [TenantName.Check(tenant)];
        var oldest = KeptSince.AddDays(-1);
        var first = since > oldest ? since.Value : oldest;
        var days = Enumerable.Range(0, Math.Max(0, Today.AddDays(2).DayNumber - first.DayNumber)).Select(n => first.AddDays(n)).ToList();
        List<SpendOfDay> found = [];
        foreach (var some in tenants.SelectMany(one => days.Select(day => (Tenant: one, Day: day))).Chunk(AtOnce))
        {
            var books = await Task.WhenAll(some.Select(book => shard.Database.HashGetAsync(Keys.SpendOf(book.Tenant, book.Day), Fields))).WaitAsync(cancellationToken);
            found.AddRange(some.Zip(books).Where(one => Number(one.Second[0]) > 0 || Number(one.Second[1]) > 0).Select(one => new SpendOfDay(
                one.First.Day,
                one.First.Tenant,
                (int)Number(one.Second[0]),
                Amount.FromMillionths(Number(one.Second[1])),
                Amount.FromMillionths(Number(one.Second[2])),
                one.Second[3].ToString())));
        }

        return [.. found.OrderByDescending(one => one.Day).ThenBy(one => one.Tenant, StringComparer.Ordinal)];
    }

    // A field nobody has counted in yet is missing.
    private static long Number(RedisValue field) => field.IsNullOrEmpty ? 0 : long.Parse(field.ToString(), CultureInfo.InvariantCulture);
}
