using Connector.Ingress.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Tests.Spooling;

[Collection(SharedRedis.Name)]
public sealed class SpoolStartTests(RedisFixture redis)
{
    [Theory]
    [InlineData("Ingress:Spool:MaxBytes", "1000", "between 1048576 and 2000000000")]
    [InlineData("Ingress:Spool:DrainBatch", "501", "between 1 and 500")]
    [InlineData("Ingress:Spool:Directory", "/proc/spool", "/proc/spool cannot be made or written to")]
    [InlineData("Ingress:Spool:Directory", "/proc", "/proc cannot be made or written to")]
    public async Task A_spool_that_cannot_work_does_not_start_and_says_why(string key, string value, string expected)
    {
        await using var host = new IngressHost(redis, (key, value));

        var failure = Assert.Throws<OptionsValidationException>(host.StartServer);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
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
