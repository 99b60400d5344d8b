using Connector.Ingress.Spooling;
using Connector.Ingress.Tests.Hosting;
using Connector.Jobs;
using Connector.Jobs.Intake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>What the dashboard knows of events that stay in a spool for long.</summary>
[Collection(SharedRedis.Name)]
public sealed class SpoolReportTests(RedisFixture redis) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-spool-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_count_that_does_not_change_is_told_again_within_the_hour()
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:Spool:Directory", _folder));
        // The host's own spool and drainer stay as they are; this one is of a process of which nobody drains anything.
        var counts = host.Services.GetRequiredService<SpoolCounts>();
        var time = new FakeTimeProvider();
        var spool = ActivatorUtilities.CreateInstance<Spool>(host.Services);
        var report = new SpoolReport(spool, counts, time);
        spool.TryOpen();
        Assert.Equal(1, spool.Append([Event()]));
        await report.TellAsync(Cancellation);
        Assert.Equal(1, Assert.Single(await counts.ListAsync(Cancellation)).Events);

        // As Redis does after a day, or if it loses its data.
        await redis.FlushAsync();
        time.Advance(TimeSpan.FromMinutes(59));
        await report.TellAsync(Cancellation);
        Assert.Empty(await counts.ListAsync(Cancellation));

        time.Advance(TimeSpan.FromMinutes(1));
        await report.TellAsync(Cancellation);
        Assert.Equal(1, Assert.Single(await counts.ListAsync(Cancellation)).Events);

        // Once an hour, not from then on every second.
        await redis.FlushAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        await report.TellAsync(Cancellation);
        Assert.Empty(await counts.ListAsync(Cancellation));
        spool.Close();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IncomingEvent Event() => new()
    {
        JobId = JobIds.New(),
        Tenant = IngressHost.Tenant,
        EventId = Guid.NewGuid().ToString(),
        Body = new byte[] { 1 },
    };
}
