using System.Globalization;
using System.Net;
using Connector.Ingress.Receiving;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class EventAgeTests(RedisFixture redis)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-02T12:00:00Z", "fresh")]
    [InlineData("2026-03-02T11:55:00Z", "fresh")]
    [InlineData("2026-03-02T11:54:59Z", "late")]
    [InlineData("2026-03-02T12:05:00Z", "fresh")]
    [InlineData("2026-03-02T12:05:01Z", "future")]
    [InlineData("2026-03-02T14:00:00+02:00", "fresh")]
    [InlineData("0001-01-01T00:00:00Z", "late")]
    [InlineData("9999-12-31T23:59:59Z", "future")]
    [InlineData(null, "absent")]
    public void An_event_is_fresh_for_five_minutes_either_way(string? happened, string expected) =>
        Assert.Equal(expected, EventAges.Of(happened is null ? null : DateTimeOffset.Parse(happened, CultureInfo.InvariantCulture), Now).Word());

    [Fact]
    public async Task Late_future_and_replayed_events_are_counted_and_none_is_dropped()
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis);
        using var events = host.Collect("connector.ingress.events");

        var now = TimeProvider.System.GetUtcNow();
        await PostAsync(host, "1", now);
        await PostAsync(host, "2", now.AddHours(-3));
        await PostAsync(host, "3", now.AddHours(3));
        await PostAsync(host, "4", null);
        await PostAsync(host, "1", now);
        using var refused = await host.PostAsync(Bodies.Change(), token: "wrong", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["fresh", "late", "future", "absent", "replayed"], events.GetMeasurementSnapshot().Select(one => one.Tags["age"]));
        Assert.Equal(4, (await host.AuditAsync()).Accepted);
        Assert.Contains(host.Logs.GetSnapshot(), line => line.Message.Contains("contact.changed (late) accepted as job", StringComparison.Ordinal));
    }

    private static async Task PostAsync(IngressHost host, string id, DateTimeOffset? happened)
    {
        var timestamp = happened is { } time ? $"\"Timestamp\":\"{time:yyyy-MM-ddTHH:mm:ss.fffffffZ}\"," : "";
        using var response = await host.PostAsync(
            Bodies.Json($$"""{"EventId":"{{id}}",{{timestamp}}"Event":"contact.changed","PrimaryKey":1}"""),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
