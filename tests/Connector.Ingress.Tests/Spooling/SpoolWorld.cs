using Connector.Ingress.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;
using StackExchange.Redis;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>A Redis to break and a directory for the spool; hosts and processes are started on them by the test.</summary>
internal sealed class SpoolWorld : IAsyncDisposable
{
    private SpoolWorld(RedisServer redis) => Redis = redis;

    public RedisServer Redis { get; }

    /// <summary>Not there until an ingress makes it.</summary>
    public string Spool { get; } = Path.Combine(Path.GetTempPath(), $"connector-spool-{Guid.NewGuid():N}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SpoolWorld> StartAsync(params string[] redis) =>
        new(await RedisServer.StartNewAsync(new RedisServerOptions { ExtraArguments = redis }, Cancel));

    public IngressHost Ingress(params (string Key, string? Value)[] settings) => IngressHost.Start(Redis, Settings(settings));

    /// <summary>The same, whatever there is of Redis.</summary>
    public IngressHost IngressAtOnce(params (string Key, string? Value)[] settings) => IngressHost.StartAtOnce(Redis, Settings(settings));

    /// <summary>Names of the files in the spool with this extension.</summary>
    public IReadOnlyList<string> Files(string extension) =>
        [.. Directory.EnumerateFiles(Spool).Where(path => path.EndsWith($".{extension}", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))];

    /// <summary>What became a job: the event ids in each tenant's order, as often as they wait.</summary>
    public async Task<IReadOnlyList<string>> AcceptedAsync()
    {
        await using var connection = await Redis.ConnectAsync();
        var database = connection.GetDatabase();
        var accepted = new List<string>();
        foreach (var tenant in await database.SortedSetRangeByRankAsync("connector:{0}:waiting-turns"))
        {
            foreach (var job in await database.ListRangeAsync($"connector:{{0}}:waiting:{tenant}"))
            {
                accepted.Add((await database.HashGetAsync($"connector:{{0}}:job:{job}", "eventId")).ToString());
            }
        }

        return accepted;
    }

    /// <summary>How many keys there are.</summary>
    public async Task<long> KeysAsync()
    {
        await using var connection = await Redis.ConnectAsync();
        return (long)await connection.GetDatabase().ExecuteAsync("DBSIZE");
    }

    /// <summary>How many files of a spool Redis has been told of, as of now.</summary>
    public async Task<long> ToldAsync()
    {
        await using var connection = await Redis.ConnectAsync();
        return await connection.GetDatabase().HashLengthAsync("connector:{0}:spools");
    }

    /// <summary>Waits until these events, and no others, are jobs, once each.</summary>
    public async Task AllAcceptedAsync(IEnumerable<string> eventIds)
    {
        var expected = eventIds.Order(StringComparer.Ordinal).ToList();
        await Eventually.ValueAsync(AcceptedAsync, accepted => accepted.Count >= expected.Count, because: "all are accepted", cancellationToken: Cancel);
        Assert.Equal(expected, (await AcceptedAsync()).Order(StringComparer.Ordinal));
    }

    /// <summary>Runs a command that only administrators may.</summary>
    public async Task<RedisResult> CommandAsync(params object[] words)
    {
        await using var connection = await Redis.ConnectAsync(allowAdmin: true);
        return await connection.GetDatabase().ExecuteAsync((string)words[0], words[1..]);
    }

    private (string Key, string? Value)[] Settings((string Key, string? Value)[] more) =>
        [("Ingress:Spool:Directory", Spool), ("Logging:LogLevel:Default", "Information"), .. more];

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        if (Directory.Exists(Spool))
        {
            Directory.Delete(Spool, recursive: true);
        }
    }
}
