using System.Net;
using Connector.Ingress.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Tests.Spooling;

[Collection(SharedRedis.Name)]
public sealed class SpoolStartTests(RedisFixture redis)
{
    [Theory]
    [InlineData("Ingress:Spool:MaxBytes", "1000", "between 1048576 and 2000000000")]
    [InlineData("Ingress:Spool:DrainBatch", "501", "between 1 and 500")]
    public async Task A_spool_that_cannot_work_does_not_start_and_says_why(string key, string value, string expected)
    {
        await using var host = new IngressHost(redis, (key, value));

        var failure = Assert.Throws<OptionsValidationException>(host.StartServer);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/spool")]
    [InlineData("/proc")]
    public async Task A_directory_that_cannot_be_used_keeps_nobody_from_posting_and_is_told(string directory)
    {
        await redis.FlushAsync();
        await using var host = IngressHost.Start(redis, ("Ingress:Spool:Directory", directory));

        Assert.Equal(HttpStatusCode.OK, (await new Sender(host.Client).PostAsync()).Status);
        Assert.Contains(directory, Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "Unusable").Message, StringComparison.Ordinal);
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HealthStatus.Degraded, HealthStatus.Degraded), (health.Status, health.Entries["spool"].Status));
    }

    [Theory]
    [InlineData("", "Absent")]
    [InlineData("made", "Ready")]
    public async Task The_start_says_whether_there_is_a_spool(string directory, string line)
    {
        await redis.FlushAsync();
        var parent = Directory.CreateTempSubdirectory("connector-spool-");
        try
        {
            await using var host = IngressHost.Start(
                redis, ("Ingress:Spool:Directory", directory.Length == 0 ? "" : Path.Combine(parent.FullName, directory)));
            var told = Assert.Single(host.Logs.GetSnapshot(), record => record.Id.Name is "Absent" or "Ready");
            Assert.Equal(line, told.Id.Name);
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }
}
