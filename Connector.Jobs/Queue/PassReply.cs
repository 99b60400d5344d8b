using Connector.Jobs.Accounts;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>Reads what take.lua answers: ten fields of the pass, then fourteen per job.</summary>
internal static class PassReply
{
    private const int PassFields = 10;
    private const int JobFields = 14;

    public static Pass Parse(RedisValue[] reply)
    {
        var jobs = new PassJob[(reply.Length - PassFields) / JobFields];
        for (var i = 0; i < jobs.Length; i++)
        {
            jobs[i] = ParseJob(reply.AsSpan(PassFields + (i * JobFields), JobFields));
        }

        return new Pass
        {
            Fence = (long)reply[0],
            Account = new AccountKey(reply[1].ToString(), reply[2].ToString()),
            RunId = reply[3].ToString(),
            FailedAttempts = (int)reply[4],
            FailingSince = Shard.TimeOrNull(reply[5]),
            StillWorkingSince = Shard.TimeOrNull(reply[6]),
            StartedAt = Shard.Time(reply[7]),
            Crashes = (int)reply[8],
            Hops = (int)reply[9],
            Jobs = jobs,
        };
    }

    private static PassJob ParseJob(ReadOnlySpan<RedisValue> job) => new(
        job[0].ToString(),
        job[1].ToString(),
        job[2].ToString(),
        EntityKey.Parse(job[3].ToString()),
        job[4].ToString(),
        job[5].IsNullOrEmpty ? null : (int)job[5],
        Shard.Time(job[6]),
        TextOrNull(job[7]))
    {
        Request = TextOrNull(job[8]),
        By = TextOrNull(job[9]),
        ReplayOf = TextOrNull(job[10]),
        Detail = TextOrNull(job[11]),
        FailedAttempts = job[12].IsNullOrEmpty ? 0 : (int)job[12],
        FailingSince = Shard.TimeOrNull(job[13]),
    };

    private static string? TextOrNull(RedisValue value) => value.IsNullOrEmpty ? null : value.ToString();
}
