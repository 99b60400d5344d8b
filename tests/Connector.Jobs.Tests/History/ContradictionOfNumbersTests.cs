using Connector.Jobs.Hosting;
using Connector.Jobs.Memory;
using Connector.Testing.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.Jobs.Tests.History;

/// <summary>How many ended jobs are kept follows from the memory; and who says more than it holds is told so before anything is stored.</summary>
public sealed class ContradictionOfNumbersTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData(null, null, 500_000)]
    [InlineData(null, Gigabyte, 214_748)]
    [InlineData(null, 12_000_000L, 2_400)]
    [InlineData(1_000, Gigabyte, 1_000)]
    [InlineData(1_000_000, null, 1_000_000)]
    public void The_number_follows_from_the_memory_unless_it_is_said(int? said, long? limit, int kept) => Assert.Equal(kept, HistoryShare.Jobs(said, limit));

    [Theory]
    [InlineData(null, Gigabyte, false)]
    [InlineData(500_000, null, false)]
    [InlineData(257_698, Gigabyte, false)]
    [InlineData(257_699, Gigabyte, true)]
    [InlineData(500_000, Gigabyte, true)]
    public void More_than_the_memory_holds_is_a_contradiction(int? said, long? limit, bool isOne) =>
        Assert.Equal(isOne, HistoryShare.Contradiction(said, limit) is not null);

    [Theory]
    [InlineData("1073741824", null)]
    [InlineData("0", "1073741824")]
    public async Task A_service_with_such_numbers_does_not_start_and_names_both_cures(string maxMemory, string? memoryLimit)
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { ExtraArguments = ["--maxmemory", maxMemory] }, Machine.Cancellation);
        using var host = Host(server, memoryLimit);

        await host.StartAsync(Machine.Cancellation);

        var refusal = await Assert.ThrowsAsync<UnsafeRedisException>(() => RedisGate.OpenedAsync(host.Services, Machine.Cancellation));
        Assert.Contains("at 2500 bytes each that is 1250 MB, and of its limit of 1073 MB", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("to 2084 MB or more; or set Jobs:EndedJobs to 257698 or fewer", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_later_is_told_once_and_stops_nothing()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true", new JobsOptions { EndedJobs = 500_000 });
        var logs = new Logs();
        var watch = machine.WatchMemory(logs);
        await watch.LookAsync(Machine.Cancellation);
        Assert.DoesNotContain(logs.Lines, IsContradiction);

        await machine.Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", Gigabyte);
        await watch.LookAsync(Machine.Cancellation);
        await watch.LookAsync(Machine.Cancellation);

        Assert.Single(logs.Lines, IsContradiction);
    }

    private static bool IsContradiction(string line) => line.StartsWith("Jobs:EndedJobs (500000) is more than Redis can hold", StringComparison.Ordinal);

    private static IHost Host(RedisServer server, string? memoryLimit)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new Logs());
        builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
        builder.Configuration["Jobs:Profile"] = "sandbox";
        builder.Configuration["Jobs:EndedJobs"] = "500000";
        builder.Configuration["Jobs:MemoryLimit"] = memoryLimit;
        builder.AddConnectorJobs();
        return builder.Build();
    }
}
