using System.Globalization;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests.History;

/// <summary>Fills a machine with what is over.</summary>
internal static class Histories
{
    /// <summary>So many skipped events of a tenant, ten to an account; their jobs, the first to end first.</summary>
    public static async Task<List<string>> EndAsync(this Machine machine, int jobs, string tenant = Machine.Tenant, int body = 100)
    {
        var text = new string('x', body);
        var ended = new List<string>();
        var first = await machine.Redis.ListLengthAsync(Ended(tenant));
        for (var left = jobs; left > 0; left -= 100)
        {
            await machine.Intake.AcceptAsync([.. Enumerable.Range(0, Math.Min(100, left)).Select(_ => Machine.Event(tenant: tenant, body: text))], Machine.Cancellation);
            var read = await machine.Waiting.ReadAsync(100, Machine.Cancellation);
            await machine.Waiting.DecideAsync(
                [.. read.Select((job, i) => DecidedJob.Skip(job, Machine.Process((int)(first + ended.Count + i) / 10, tenant: tenant) with { Reason = "irrelevant" }))],
                Machine.Cancellation);
            ended.AddRange(read.Select(job => job.JobId));
        }

        return ended;
    }

    /// <summary>So many dead letters of a tenant, about no entity; the first to die first.</summary>
    public static async Task<List<string>> DieAsync(this Machine machine, int jobs, string tenant = Machine.Tenant)
    {
        var dead = new List<string>();
        for (var i = 0; i < jobs; i++)
        {
            var job = await machine.WaitingAsync(tenant);
            await machine.Waiting.BuryAsync(job, Machine.Process(1, tenant: tenant) with { Entity = null }, "unreadable", Machine.Cancellation);
            dead.Add(job.JobId);
        }

        return dead;
    }

    public static string Ended(string tenant) => $"{Machine.Prefix}ended:{tenant}";

    public static async Task<int> RecordsAsync(this Machine machine, IEnumerable<string> jobs) => await machine.CountAsync(jobs.Select(job => $"job:{job}"));

    public static async Task<int> BodiesAsync(this Machine machine, IEnumerable<string> jobs) => await machine.CountAsync(jobs.Select(job => $"body:{job}"));

    public static async Task<int> CountAsync(this Machine machine, IEnumerable<string> keys) =>
        (await Task.WhenAll(keys.Select(key => machine.Redis.KeyExistsAsync(Machine.Prefix + key)))).Count(there => there);

    /// <summary>A limit by which the server is so full.</summary>
    public static async Task FillToAsync(this Machine machine, double percent)
    {
        await machine.Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", 0);
        await machine.Memory.LookAsync(Machine.Cancellation);
        await machine.Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", ((long)(machine.Memory.Use.Used / percent * 100)).ToString(CultureInfo.InvariantCulture));
        await machine.Memory.LookAsync(Machine.Cancellation);
    }
}
