using System.Globalization;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Worker.Tests.Day;

/// <summary>
/// What one tenant's day is worth: the analyses that the predecessor's rules would have paid, and those that ours do, from the same events; by cause.
/// <c>CONNECTOR_SEED</c> repeats a day.
/// </summary>
public sealed class SyntheticDayTests
{
    [Theory]
    [InlineData(false, false, 0.35)]
    [InlineData(true, false, 0.50)]
    [InlineData(false, true, 0.45)]
    public async Task Day_CostsAFractionOfWhatItDid_AndLeavesNothingStale(bool persons, bool importByHand, double most)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var first = int.Parse(Environment.GetEnvironmentVariable("CONNECTOR_SEED") ?? "20261129", CultureInfo.InvariantCulture);
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions(), TestContext.Current.CancellationToken);
        await using var redis = await server.ConnectAsync(allowAdmin: true);
        for (var seed = first; seed < first + Tiers.Pick(1, 1, 20); seed++)
        {
            await redis.GetDatabase().ExecuteAsync("FLUSHALL");
            var day = DayScript.Of(seed, importByHand);
            var before = Predecessor.Asked(day);
            await using var ours = new DayOfOurs(redis, persons);

            await ours.RunAsync(day);

            var (paid, cost) = (before.Values.Sum(), ours.Asked.Values.Sum());
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"seed {seed}, persons {persons}, import by hand {importByHand}: predecessor {paid} ({Told(before)}); ours {cost} ({Told(ours.Asked)}), ratio {(double)cost / paid:0.000}; endings {Told(ours.Endings)}; perhaps overwritten by the former rule {ours.FormerlyOverwritten}; stale {ours.Stale.Count}"));
            Assert.Empty(ours.Stale);
            Assert.InRange((double)cost / paid, 0, most);
            Assert.InRange(ours.Endings.GetValueOrDefault("perhaps_overwritten"), 0, 2);
        }
    }

    private static string Told(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}"));
}
