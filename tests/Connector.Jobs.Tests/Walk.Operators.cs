using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

// What operators ask for.
internal sealed partial class Walk
{
    private async Task RequestAsync(int pick)
    {
        var request = Machine.Request(1 + (pick % 2), pick % 3 == 0 ? 1 + (pick % 5) : null, (RequestKind)(pick % 7), Tenants[pick % 2]);
        await machine.Requests.SubmitAsync(request, Machine.Cancellation);
        await machine.Requests.SubmitAsync([request], Machine.Cancellation);
        Model.Attach(request.JobId, Machine.Process(1 + (pick % 2), pick % 3 == 0 ? 1 + (pick % 5) : null, request.Tenant));
    }

    /// <summary>Of whatever job: an open one is left alone, a dead one is closed, one without entity is decided again.</summary>
    private async Task ReplayAsync(int pick)
    {
        if (Model.Jobs.Count == 0)
        {
            return;
        }

        var old = Model.Jobs.Keys.Order(StringComparer.Ordinal).ElementAt(pick % Model.Jobs.Count);
        var place = Model.Jobs[old];
        var view = await machine.Runs.FindJobAsync(old, Machine.Cancellation);
        if (view is null)
        {
            Model.CheckFinished(old, null);
            return;
        }

        var id = JobIds.New();
        var body = view.Entity.Length > 0 || await machine.Redis.KeyExistsAsync($"{Machine.Prefix}body:{old}");
        var replay = await machine.Replays.ReplayAsync(old, fresh: pick % 2 == 0, "Anna", id, Machine.Cancellation);
        await machine.Replays.ReplayAsync(old, fresh: pick % 2 == 0, "Anna", id, Machine.Cancellation);
        Assert.Equal(place is not (Model.Place.Finished or Model.Place.Dead) ? ReplayVerdict.Open : body ? ReplayVerdict.Made : ReplayVerdict.NoBody, replay.Verdict);
        if (replay.Verdict != ReplayVerdict.Made)
        {
            return;
        }

        Model.Jobs[old] = Model.Place.Finished;
        if (view.Entity.Length == 0)
        {
            Model.Jobs[id] = Model.Place.Waiting;
        }
        else
        {
            // Where the job was last, which is not where it was decided to be if it has been moved.
            var account = (await machine.Redis.HashGetAsync($"{Machine.Prefix}job:{old}", "account")).ToString();
            Model.Attach(id, new JobDecision(view.Event, new AccountKey(view.Tenant, account), EntityKey.Parse(view.Entity), "requested", null));
        }
    }

    private async Task CloseAsync(int pick)
    {
        foreach (var job in Model.Jobs.Keys.Order(StringComparer.Ordinal).Skip(pick % 7).Take(3).ToList())
        {
            Assert.Equal(Model.Jobs[job] == Model.Place.Dead, await machine.Replays.IgnoreAsync(job, "Anna", Machine.Cancellation));
            Model.Jobs[job] = Model.Jobs[job] == Model.Place.Dead ? Model.Place.Finished : Model.Jobs[job];
        }
    }

    private async Task EraseAsync(int pick)
    {
        if (Picked(pick) is { } pass)
        {
            var entity = Model.Decisions[Model.Passes[pass][0]].Entity!.Value;
            await machine.Erasures.EraseAsync(pass, entity, "Anna", 3, "", Machine.Cancellation);
            Model.Erased.UnionWith(Model.CloseDead(pass.Account.Tenant, entity));
        }
    }
}
