using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>The job machine as a few lists in memory: what every script should have done.</summary>
internal sealed class Model
{
    public enum Place
    {
        Waiting,
        Scheduled,
        Processing,
        Finished,
        Dead,
    }

    public Dictionary<string, Place> Jobs { get; } = [];

    public Dictionary<string, JobDecision> Decisions { get; } = [];

    /// <summary>Scheduled jobs per account, oldest first.</summary>
    public Dictionary<AccountKey, List<string>> Lists { get; } = [];

    /// <summary>Jobs left per pass.</summary>
    public Dictionary<Pass, List<string>> Passes { get; } = [];

    public Dictionary<AccountKey, int> Crashes { get; } = [];

    public int Duplicates { get; set; }

    /// <summary>Finished jobs whose record has made room.</summary>
    public HashSet<string> Forgotten { get; } = [];

    /// <summary>Dead letters that were erased: their record lasts another second.</summary>
    public HashSet<string> Erased { get; } = [];

    public int Count(Place place) => Jobs.Values.Count(p => p == place);

    public List<string> List(AccountKey account)
    {
        if (!Lists.TryGetValue(account, out var list))
        {
            Lists[account] = list = [];
        }

        return list;
    }

    public void Attach(string job, JobDecision decision)
    {
        Decisions[job] = decision;
        Jobs[job] = Place.Scheduled;
        List(decision.Account!.Value).Add(job);
    }

    public void Take(Pass pass)
    {
        var list = List(pass.Account);
        Assert.Equal(list, pass.Jobs.Select(j => j.JobId));
        Assert.DoesNotContain(Passes.Keys, p => p.Account == pass.Account);
        Assert.Equal(Crashes.GetValueOrDefault(pass.Account), pass.Crashes);
        Passes[pass] = [.. list];
        list.ForEach(job => Jobs[job] = Place.Processing);
        list.Clear();
    }

    public void Finish(Pass pass, EntityKey entity, JobOutcome outcome)
    {
        if (outcome is JobOutcome.Completed or JobOutcome.Unchanged or JobOutcome.Proposed)
        {
            CloseDead(pass.Account.Tenant, entity);
        }

        Leave(pass, entity).ForEach(job => Jobs[job] = outcome == JobOutcome.Dead ? Place.Dead : Place.Finished);
        EndIfEmpty(pass);
    }

    public void FinishOne(Pass pass, string job, JobOutcome outcome)
    {
        Passes[pass].Remove(job);
        Jobs[job] = outcome == JobOutcome.Dead ? Place.Dead : Place.Finished;
        EndIfEmpty(pass);
    }

    public List<string> CloseDead(string tenant, EntityKey entity)
    {
        var closed = Jobs.Keys.Where(j => Jobs[j] == Place.Dead && IsAbout(j, tenant, entity)).ToList();
        closed.ForEach(job => Jobs[job] = Place.Finished);
        return closed;
    }

    /// <summary>Whether a job's record is as it should be.</summary>
    public void CheckFinished(string job, string? state)
    {
        if (state is null)
        {
            Assert.True(Forgotten.Contains(job) || Erased.Contains(job), $"The record of {job} is gone.");
        }
        else
        {
            Assert.Equal(("finished", false), (state, Forgotten.Contains(job)));
        }
    }

    public void PutBack(Pass pass, EntityKey? entity)
    {
        Return(pass.Account, Leave(pass, entity), front: true);
        EndIfEmpty(pass);
    }

    public void Move(Pass pass, EntityKey entity, AccountKey target)
    {
        Return(target, Leave(pass, entity), front: false);
        EndIfEmpty(pass);
    }

    public void Crash(Pass pass)
    {
        var crashes = Crashes.GetValueOrDefault(pass.Account) + 1;
        var left = Leave(pass, null);
        Passes.Remove(pass);
        if (crashes < Queue.Passes.MostCrashes)
        {
            Crashes[pass.Account] = crashes;
            Return(pass.Account, left, front: true);
        }
        else
        {
            Crashes.Remove(pass.Account);
            left.ForEach(job => Jobs[job] = Place.Dead);
        }
    }

    private bool IsAbout(string job, string tenant, EntityKey entity) =>
        Decisions.TryGetValue(job, out var decision) && decision.Entity == entity && decision.Account!.Value.Tenant == tenant;

    private List<string> Leave(Pass pass, EntityKey? entity)
    {
        var leaving = Passes[pass].Where(j => entity is null || Decisions[j].Entity == entity).ToList();
        Passes[pass].RemoveAll(leaving.Contains);
        return leaving;
    }

    private void Return(AccountKey account, List<string> jobs, bool front)
    {
        jobs.ForEach(job => Jobs[job] = Place.Scheduled);
        List(account).InsertRange(front ? 0 : List(account).Count, jobs);
    }

    private void EndIfEmpty(Pass pass)
    {
        if (Passes[pass].Count == 0)
        {
            Passes.Remove(pass);
            Crashes.Remove(pass.Account);
        }
    }
}
