using System.Globalization;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Reliability.Tests.Troubles;

/// <summary>The end of Redis' append-only file, to which it appends.</summary>
internal static class AppendOnlyFile
{
    /// <returns>The file and its length in bytes.</returns>
    public static (string Path, long Length) EndOf(RedisServer redis)
    {
        var last = Directory.GetFiles(Path.Combine(redis.DataDirectory, "appendonlydir"), "*.incr.aof")
            .MaxBy(path => int.Parse(path.Split('.')[^3], CultureInfo.InvariantCulture))!;
        return (last, new FileInfo(last).Length);
    }

    /// <summary>What a disk does that did not keep what it had confirmed; Redis is not running.</summary>
    public static void Cut(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }

    /// <summary>
    /// Has Redis write the file anew. Of a transaction whose end is lost Redis 7.0 drops only the command that is cut: what is left of it stays in the
    /// file, joins the next transaction, and is applied at the next start.
    /// </summary>
    public static async Task MakeWholeAsync(RedisServer redis, CancellationToken cancellationToken)
    {
        await using var admin = await redis.ConnectAsync(allowAdmin: true);
        await admin.GetDatabase().ExecuteAsync("BGREWRITEAOF");
        await Eventually.TrueAsync(
            async () => (await admin.GetDatabase().ExecuteAsync("INFO", "persistence")).ToString() is { } info
                && info.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal) && info.Contains("aof_rewrite_scheduled:0", StringComparison.Ordinal),
            because: "the append-only file is written anew", cancellationToken: cancellationToken);
    }
}
