using System.Diagnostics.Metrics;
using Connector.Ingress.Authenticity;
using Connector.Ingress.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class FailureAlarmTests(RedisFixture redis)
{
    private static readonly Verdict BadSignature = new(PostProof.Signature, Evidence.Wrong);
    private static readonly Verdict NoToken = new(PostProof.Token, Evidence.Missing);

    [Fact]
    public void Many_failures_within_a_minute_are_one_line_however_many()
    {
        var time = new FakeTimeProvider();
        var logger = new FakeLogger<FailureAlarm>();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var alarm = new FailureAlarm(services.GetRequiredService<IMeterFactory>(), time, logger);

        Fail(19);
        Assert.Equal(0, logger.Collector.Count);
        Fail(1000);
        Assert.Equal(1, logger.Collector.Count);
        Assert.Equal(LogLevel.Warning, logger.LatestRecord.Level);
        Assert.StartsWith("20 posts within a minute did not prove whose they are, 11 by their signature and 9 by their token, the last to Cust10001", logger.LatestRecord.Message, StringComparison.Ordinal);

        time.Advance(TimeSpan.FromSeconds(61));
        Fail(19);
        Assert.Equal(1, logger.Collector.Count);
        Fail(1);
        Assert.Equal(2, logger.Collector.Count);

        void Fail(int times)
        {
            for (var i = 0; i < times; i++)
            {
                alarm.Count("Cust10001", i % 2 == 0 ? BadSignature : NoToken);
            }
        }
    }

    [Fact]
    public async Task A_counter_tells_failures_apart_by_what_was_missing_or_wrong()
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:WebhookSecret", IngressHost.Secret));
        using var unproven = host.Collect("connector.ingress.unproven");
        (string, string) token = ("X-Connector-Token", IngressHost.Token);

        await host.PostWithAsync(Bodies.Change(), IngressHost.DefaultPath);
        await host.PostWithAsync(Bodies.Change(), IngressHost.DefaultPath, ("X-Connector-Token", "wrong"));
        await host.PostWithAsync(Bodies.Change(), IngressHost.DefaultPath, token);
        await host.PostWithAsync(Bodies.Change(), IngressHost.DefaultPath, token, (Signing.Header, new string('A', 44)));

        Assert.Equal(
            ["token missing", "token wrong", "signature missing", "signature wrong"],
            unproven.GetMeasurementSnapshot().Select(one => $"{one.Tags["proof"]} {one.Tags["fault"]}"));
    }
}
