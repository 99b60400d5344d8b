namespace Connector.Jobs.Queue;

/// <summary>Keeps the number of ended jobs whose records are kept within <see cref="JobsOptions.EndedJobs"/>; see trim.lua.</summary>
public sealed class EndedJobs(Shard shard)
{
    private const int Step = 500;

    private static readonly Script Trim = new("trim");

    /// <summary>Forgets the records of the jobs that ended first, 500 a call, until no more are kept than may be.</summary>
    /// <returns>How many jobs were forgotten.</returns>
    public async Task<int> TrimAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        int trimmed;
        do
        {
            trimmed = (int)await shard.RunAsync(Trim, cancellationToken, shard.Options.EndedJobs, Shard.Milliseconds(shard.Options.Retention));
            all += trimmed;
        }
        while (trimmed == Step);
        return all;
    }
}
