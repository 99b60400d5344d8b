using System.Text.Json;
using Connector.Jobs.Accounts;
using StackExchange.Redis;

namespace Connector.Jobs.Runs;

/// <summary>Reads sync runs. They are for display only: nothing decides by them.</summary>
public sealed class SyncRuns(Shard shard)
{
    private static readonly Script ReadRuns = new("read-runs");
    private static readonly Script ReadRun = new("read-run");

    /// <summary>The runs that changed last, newest first.</summary>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="take">1 to 500.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<SyncRun>> ListAsync(int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 500);
        var reply = (RedisResult[])(await shard.RunAsync(ReadRuns, cancellationToken, skip, take))!;
        return
        [
            .. from shown in reply
               let run = RunRecord.Read((RedisResult[])shown!)
               where run is not null
               select run,
        ];
    }

    /// <summary>One run, or null.</summary>
    public async Task<SyncRunDetails?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await shard.RunAsync(ReadRun, cancellationToken, runId))!;
        if (RunRecord.Read((RedisResult[])reply[0]!) is not { } run)
        {
            return null;
        }

        var jobs = from job in (RedisResult[])reply[1]!
                   let fields = new Record((RedisValue[])job[1]!)
                   where !fields.IsEmpty
                   select JobRecord.Read(job[0].ToString(), fields);
        var reports = ((RedisValue[])reply[2]!).Select(json => JsonSerializer.Deserialize(json.ToString(), JobsJson.Default.EntityReport)!);
        var timeline = ((RedisValue[])reply[3]!).Select(json => RunRecord.ReadEvent(json.ToString()));
        return RunFacts.Add(new SyncRunDetails(run, [.. jobs], [.. reports], [.. timeline]));
    }

    /// <summary>The runs with jobs of an entity, oldest first, at most 200.</summary>
    public async Task<IReadOnlyList<SyncRunDetails>> OfAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var runs = new List<SyncRunDetails>();
        foreach (var id in await shard.Database.ListRangeAsync(Keys.RunsOf(TenantName.Check(tenant), entity)).WaitAsync(cancellationToken))
        {
            if (await FindAsync(id.ToString(), cancellationToken) is { } run)
            {
                runs.Add(run);
            }
        }

        return runs;
    }

    /// <summary>One job, or null.</summary>
    public async Task<JobView?> FindJobAsync(string jobId, CancellationToken cancellationToken)
    {
        var record = new Record(await shard.Database.HashGetAllAsync(Keys.Job(jobId)).WaitAsync(cancellationToken));
        return record.IsEmpty ? null : JobRecord.Read(jobId, record);
    }
}
