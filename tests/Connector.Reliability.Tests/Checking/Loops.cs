using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;
using StackExchange.Redis;

namespace Connector.Reliability.Tests.Checking;

/// <summary>Something that happens again and again by itself.</summary>
/// <param name="Name">Of the loop, for people.</param>
/// <param name="Types">The classes that do it; none where it is done when somebody asks.</param>
/// <param name="What">What is seen to happen.</param>
/// <param name="WorksAsync">Waits until it has happened.</param>
/// <param name="From">The tier from which there is time for it.</param>
internal sealed record Loop(string Name, string[] Types, string What, Func<Loops, CancellationToken, Task> WorksAsync, Tier From = Tier.Ci);

/// <summary>All loops of all services, each with something that only happens if it runs.</summary>
internal sealed class Loops(ConnectorSystem system, JobMachine machine, Sender sender, ManyCompanies companies) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Of <c>Jobs:EndedJobs</c>, which is set to the least there is.</summary>
    private const int MostEnded = 1000;

    private readonly HttpClient _dashboard = new() { BaseAddress = system.DashboardAddress };
    private List<string> _watchers = [];

    public static IReadOnlyList<Loop> All { get; } =
    [
        new("accept", ["DurableAccept"], "a post goes straight to Redis", (loops, ct) => loops.AcceptsAsync(ct)),
        new("spool drain", ["SpoolDrainer"], "the spool is empty, and Redis knows", (loops, ct) => loops.DrainedAsync(ct)),
        new("decider", ["DeciderLoop"], "an event that does not matter is skipped", (loops, ct) => loops.DecidesAsync(ct)),
        new("pass", ["PassLoop"], "a company is read, asked about and written", (loops, ct) => loops.WorksAsync(ct)),
        new("spend", [], "the day's book counts an analysis", (loops, ct) => loops.SpendsAsync(ct)),
        new("hold and resume", [], "a tenant is held, probed, and works again", (loops, ct) => loops.HoldsAsync(ct)),
        new("reclaim", ["ReclaimLoop"], "a pass whose lease has expired is ended", (loops, ct) => loops.ReclaimsAsync(ct)),
        new("watch", ["RedisWatch"], "every service looks at Redis' data", (loops, ct) => loops.WatchesAsync(ct)),
        new("mapping", ["TenantWatch"], "the tenant's mapping is checked", (loops, ct) => loops.ChecksMappingAsync(ct)),
        new("webhooks", ["SubscriptionWatch"], "the tenant's webhook is looked at", (loops, ct) => loops.LooksAtWebhookAsync(ct)),
        new("notices", ["NoticeLoop"], "what a person should know of is raised", (loops, ct) => loops.RaisesNoticesAsync(ct)),
        new("journals", ["JournalKeeper"], "a worker says that it uses its directory of journals", (loops, ct) => loops.KeepsJournalsAsync(ct)),
        new("tenants", ["TenantsSeen"], "a worker says which tenants it has", (loops, ct) => loops.NamesTenantsAsync(ct)),
        new("history", ["HistoryFeed"], "the list of runs has what ended last", (loops, ct) => loops.ShowsAsync(ct)),
        new("dashboard", [], "pages and the API show the newest run, and the audit balances", (loops, ct) => loops.ShowsAsync(ct)),
        new("retention", ["HistoryLoop"], "ended jobs beyond the limit are forgotten", (loops, ct) => loops.ForgetsAsync(ct), Tier.Deep),
    ];

    /// <summary>To be called before the outage: who is there.</summary>
    public async Task RememberAsync(CancellationToken cancellationToken)
    {
        _watchers = await Eventually.ValueAsync(
            async () => (await machine.Redis.HashKeysAsync(JobMachine.Prefix + "watchers")).Select(name => name.ToString()).ToList(),
            watchers => watchers.Count >= 3, Patience, "ingress, worker and dashboard look", cancellationToken);
    }

    public void Dispose() => _dashboard.Dispose();

    private async Task AcceptsAsync(CancellationToken cancellationToken)
    {
        var accepted = (await machine.CountAsync()).Accepted;
        var answer = await sender.InsistAsync(companies.Irrelevant(0), cancellationToken);
        Assert.Equal(1, answer.Posts);
        await Eventually.TrueAsync(async () => (await machine.CountAsync()).Accepted > accepted, Patience, "it is accepted", cancellationToken);
    }

    private async Task DrainedAsync(CancellationToken cancellationToken) =>
        await Eventually.TrueAsync(async () => await machine.Redis.HashLengthAsync(JobMachine.Prefix + "spools") == 0, Patience, "no spool holds events", cancellationToken);

    private async Task DecidesAsync(CancellationToken cancellationToken) =>
        Assert.Equal("skipped", (await EndOfAsync(await sender.InsistAsync(companies.Irrelevant(1), cancellationToken), cancellationToken)).Outcome);

    private async Task WorksAsync(CancellationToken cancellationToken) => Assert.Equal("completed", (await ChangedAsync("Arbeit", cancellationToken)).Outcome);

    private async Task SpendsAsync(CancellationToken cancellationToken)
    {
        var before = await CallsAsync();
        await ChangedAsync("Kosten", cancellationToken);
        Assert.InRange(await CallsAsync(), before + 1, long.MaxValue);

        async Task<long> CallsAsync()
        {
            var day = await machine.Redis.HashGetAsync(JobMachine.Prefix + "spend", ChaosSettings.Tenant);
            return (long)await machine.Redis.HashGetAsync($"{JobMachine.Prefix}spend:{ChaosSettings.Tenant}:{day}", "calls");
        }
    }

    private async Task HoldsAsync(CancellationToken cancellationToken)
    {
        await system.Crm.SwitchAsync(new { explorer = "Unauthorized" }, cancellationToken);
        var change = await PostAsync("Halt", cancellationToken);
        await Eventually.TrueAsync(() => IsHeldAsync(), Patience, "the tenant is held", cancellationToken);
        await system.Crm.SwitchBackAsync(cancellationToken);
        Assert.Equal("completed", (await EndOfAsync(change, cancellationToken)).Outcome);
        await Eventually.TrueAsync(async () => !await IsHeldAsync(), Patience, "the hold is lifted", cancellationToken);

        Task<bool> IsHeldAsync() => machine.Redis.HashExistsAsync(JobMachine.Prefix + "holds", ChaosSettings.Tenant);
    }

    private async Task ReclaimsAsync(CancellationToken cancellationToken)
    {
        await system.Crm.SwitchAsync(new { thinkSeconds = 3 }, cancellationToken);
        var (contact, change) = await PostNewAsync("Neuling", cancellationToken);
        var account = $"{ChaosSettings.Tenant}/c{contact}";
        var job = await JobAsync(change, cancellationToken);

        // As if its worker were dead. It is not, and says so each second: whoever looks for expired leases is quicker, now or at the next try.
        await Eventually.TrueAsync(
            async () =>
            {
                await machine.Redis.SortedSetAddAsync(JobMachine.Prefix + "leases", account, 1, SortedSetWhen.Exists);
                return (await machine.TimelineOfRunAsync((await JobAsync(change, cancellationToken)).Run)).Any(line => line.Contains("\"reclaimed\"", StringComparison.Ordinal));
            },
            Patience, $"a pass of {account} is reclaimed", cancellationToken);
        await system.Crm.SwitchBackAsync(cancellationToken);
        Assert.Equal("completed", (await EndOfAsync(change, cancellationToken)).Outcome);
        Assert.Equal($"contact:{contact}", job.Entity);
    }

    private async Task WatchesAsync(CancellationToken cancellationToken)
    {
        var before = await LooksAsync();
        await Eventually.TrueAsync(
            async () => await LooksAsync() is var now && _watchers.All(watcher => now[watcher] > before[watcher]), Patience, "all have looked again", cancellationToken);

        // The number of the look comes first.
        async Task<Dictionary<string, long>> LooksAsync() => (await machine.Redis.HashGetAllAsync(JobMachine.Prefix + "watchers"))
            .ToDictionary(mark => mark.Name.ToString(), mark => long.Parse(mark.Value.ToString().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    private async Task ChecksMappingAsync(CancellationToken cancellationToken)
    {
        var report = $"{JobMachine.Prefix}mapping:{ChaosSettings.Tenant}";
        Assert.True(await machine.Redis.KeyDeleteAsync(report));
        await Eventually.TrueAsync(() => machine.Redis.KeyExistsAsync(report), Patience, "there is a new report", cancellationToken);
    }

    private async Task LooksAtWebhookAsync(CancellationToken cancellationToken)
    {
        var subscription = $"{JobMachine.Prefix}subscription:{ChaosSettings.Tenant}";
        await machine.Redis.KeyDeleteAsync(subscription);
        await Eventually.TrueAsync(() => machine.Redis.HashExistsAsync(subscription, "report"), Patience, "there is a new report", cancellationToken);
    }

    private async Task RaisesNoticesAsync(CancellationToken cancellationToken)
    {
        // The loops before this one have left a dead letter or a notice of the missing webhook: one that is forgotten is raised anew.
        var notices = JobMachine.Prefix + "notices";
        await machine.Redis.KeyDeleteAsync(notices);
        await Eventually.TrueAsync(() => machine.Redis.KeyExistsAsync(notices), Patience, "a notice is raised", cancellationToken);
    }

    private Task KeepsJournalsAsync(CancellationToken cancellationToken) => SaysAgainAsync("journals", cancellationToken);

    private Task NamesTenantsAsync(CancellationToken cancellationToken) => SaysAgainAsync("tenants", cancellationToken);

    private async Task SaysAgainAsync(string hash, CancellationToken cancellationToken)
    {
        var before = (await machine.Redis.HashValuesAsync(JobMachine.Prefix + hash)).ToHashSet();
        await Eventually.TrueAsync(
            async () => (await machine.Redis.HashValuesAsync(JobMachine.Prefix + hash)).Any(now => !before.Contains(now)), Patience, "it says so again", cancellationToken);
    }

    private async Task ShowsAsync(CancellationToken cancellationToken)
    {
        var (contact, change) = await PostNewAsync("Anzeige", cancellationToken);
        await EndOfAsync(change, cancellationToken);
        var newest = (await GetAsync("/api/runs?take=1", cancellationToken))["items"]![0]!;
        Assert.Equal($"c{contact}", (string?)newest["account"]);
        Assert.Contains((string)newest["name"]!, await _dashboard.GetStringAsync(new Uri("/", UriKind.Relative), cancellationToken), StringComparison.Ordinal);
        Assert.True((bool)(await GetAsync("/api/audit", cancellationToken))["balanced"]!);
    }

    private async Task ForgetsAsync(CancellationToken cancellationToken)
    {
        await sender.PostAllAsync(Enumerable.Range(0, MostEnded + 100).Select(companies.Irrelevant), 16, cancellationToken);
        await Quiet.ReachedAsync(system, machine, Patience, cancellationToken, sender);
        await Eventually.TrueAsync(
            async () => await machine.Redis.ListLengthAsync($"{JobMachine.Prefix}ended:{ChaosSettings.Tenant}") <= MostEnded, Patience, $"there are {MostEnded} ended jobs at most", cancellationToken);
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        (await _dashboard.GetFromJsonAsync<JsonNode>(path, cancellationToken))!;

    /// <summary>A new company is changed, and that is worked on.</summary>
    private async Task<Job> ChangedAsync(string name, CancellationToken cancellationToken) => await EndOfAsync(await PostAsync(name, cancellationToken), cancellationToken);

    private async Task<Answer> PostAsync(string name, CancellationToken cancellationToken) => (await PostNewAsync(name, cancellationToken)).Posted;

    private async Task<(int Contact, Answer Posted)> PostNewAsync(string name, CancellationToken cancellationToken)
    {
        var (contact, _) = await system.Crm.CreateAsync($"{name} GmbH", cancellationToken);
        return (contact, await sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), cancellationToken));
    }

    private async Task<Job> EndOfAsync(Answer posted, CancellationToken cancellationToken) =>
        (await Eventually.ValueAsync(
            async () => await FindAsync(posted), job => job is { State: "finished" or "dead" }, Patience, "its job ends", cancellationToken))!;

    private async Task<Job> JobAsync(Answer posted, CancellationToken cancellationToken) =>
        (await Eventually.ValueAsync(async () => await FindAsync(posted), job => job is { Run.Length: > 0 }, Patience, "its job is decided", cancellationToken))!;

    private async Task<Job?> FindAsync(Answer posted) => (await machine.JobsAsync()).SingleOrDefault(job => job.EventId == posted.EventId);
}
