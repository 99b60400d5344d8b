using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>Holds where the scripts have put the jobs against where the model has them.</summary>
internal sealed class Places(Machine machine, Model model)
{
    public async Task CheckCountsAsync()
    {
        var audit = await machine.BalancedAsync();
        Assert.Equal(
            (model.Jobs.Count, model.Count(Model.Place.Waiting), model.Count(Model.Place.Scheduled), model.Count(Model.Place.Processing),
                model.Count(Model.Place.Finished), model.Count(Model.Place.Dead), model.Duplicates),
            (audit.Accepted, audit.Waiting, audit.Scheduled, audit.Processing, audit.Finished, audit.Dead, audit.Duplicates));
    }

    public async Task CheckPlacesAsync()
    {
        var found = new List<(string Job, Model.Place Place)>();
        found.AddRange(from job in await machine.Redis.SortedSetRangeByRankAsync(Machine.Prefix + "waiting") select (job.ToString(), Model.Place.Waiting));
        foreach (var key in (RedisKey[])(await machine.Redis.ExecuteAsync("KEYS", (RedisKey)"connector:{0}:jobs:*"))!)
        {
            found.AddRange(from job in await machine.Redis.ListRangeAsync(key) select (job.ToString(), Model.Place.Scheduled));
        }

        foreach (var key in (RedisKey[])(await machine.Redis.ExecuteAsync("KEYS", (RedisKey)"connector:{0}:pass:*"))!)
        {
            found.AddRange(from job in await machine.Redis.ListRangeAsync(key) select (job.ToString(), Model.Place.Processing));
        }

        found.AddRange(from job in await machine.Redis.SortedSetRangeByRankAsync(Machine.Prefix + "dead") select (job.ToString(), Model.Place.Dead));
        var elsewhere = found.Select(f => f.Job).ToHashSet();
        foreach (var job in model.Jobs.Keys.Where(j => !elsewhere.Contains(j)))
        {
            model.CheckFinished(job, (await machine.Runs.FindJobAsync(job, Machine.Cancellation))?.State);
            found.Add((job, Model.Place.Finished));
        }

        Assert.Equal(model.Jobs.Select(j => (j.Key, j.Value)).Order(), found.Order());
    }

    /// <summary>Whoever has something scheduled has a turn, or will be looked at in time.</summary>
    public async Task CheckTurnsAsync()
    {
        foreach (var key in (RedisKey[])(await machine.Redis.ExecuteAsync("KEYS", (RedisKey)"connector:{0}:due:*"))!)
        {
            var tenant = key.ToString().Split(':')[^1];
            var due = (await machine.Redis.SortedSetRangeByRankWithScoresAsync(key, 0, 0))[0].Score;
            Assert.True(
                await machine.Redis.SortedSetScoreAsync(Machine.Prefix + "turns", tenant) is not null
                || await machine.Redis.SortedSetScoreAsync(Machine.Prefix + "due", tenant) <= due,
                $"{tenant} would be overlooked.");
        }
    }
}
