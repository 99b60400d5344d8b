using System.Net;
using System.Net.Sockets;
using Connector.Testing;
using Connector.Testing.Tenants;
using Connector.Worker.Tenants;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Tenants;

/// <summary>Tenants whose CRM takes the worker's login and never answers, and one whose CRM does: nobody waits for another's.</summary>
[Collection(SecondWorld.Name)]
public sealed class HangingLoginTests(OutsideWorld world) : WorkerTest(world)
{
    private const int Hanging = 20;
    private const string Waiting = "connector:{0}:waiting";

    [Fact]
    public async Task Another_tenants_events_are_decided_while_twenty_tenants_hang_and_theirs_in_order_once_they_do_not()
    {
        using var wall = new TcpListener(IPAddress.Loopback, 0);
        wall.Start(backlog: 500);
        using var folder = new TenantFolder();
        var hanging = Describe(folder, wall, Hanging);

        var redis = World.NextRedis();
        await using var worker = await StartAsync(folder, redis);
        await Eventually.TrueAsync(() => worker.Services.GetRequiredService<TenantCells>().OfFiles.Count == Hanging, cancellationToken: Cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);

        var theirs = new List<(string Tenant, string Job)>();
        for (var round = 0; round < 6; round++)
        {
            foreach (var tenant in hanging)
            {
                theirs.Add((tenant, await PostAsync(worker, tenant, 900 + round)));
            }

            // Each has a batch in a decider's hand.
            await Eventually.TrueAsync(
                async () => await connection.GetDatabase().SortedSetLengthAsync(Waiting, 1) >= Hanging, cancellationToken: Cancellation);
            Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync(await PostAsync(worker, WorkerHost.Tenant, 900 + round)));
        }

        Assert.InRange(await connection.GetDatabase().SortedSetLengthAsync(Waiting, 1), Hanging, 4 * Hanging);
        foreach (var (_, job) in theirs)
        {
            Assert.Equal("waiting", await connection.GetDatabase().HashGetAsync($"connector:{{0}}:job:{job}", "state"));
        }

        // They are refused, which is an answer.
        wall.Stop();
        foreach (var (_, job) in theirs)
        {
            Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync(job));
        }

        foreach (var jobs in theirs.GroupBy(its => its.Tenant, its => its.Job))
        {
            var ended = (await connection.GetDatabase().ListRangeAsync("connector:{0}:ended:" + jobs.Key)).Select(job => job.ToString());
            Assert.Equal(ended.Where(jobs.Contains), jobs);
        }
    }

    // Were they under way together and their decider crashed once more, each would be blamed for the other: all of them ended as dead letters.
    [Fact]
    public async Task Of_what_crashed_deciders_had_in_hand_one_at_a_time_is_under_way_and_fresh_events_beside_it()
    {
        using var wall = new TcpListener(IPAddress.Loopback, 0);
        wall.Start(backlog: 500);
        using var folder = new TenantFolder();
        var tenant = Describe(folder, wall, 1)[0];
        var redis = World.NextRedis();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        await using var worker = await StartAsync(folder, redis);
        await Eventually.TrueAsync(() => worker.Services.GetRequiredService<TenantCells>().OfFiles.Count == 1, cancellationToken: Cancellation);
        var jobs = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            jobs.Add(await PostAsync(worker, tenant, 950 + n));
        }

        // Whoever had them is dead long since.
        foreach (var job in jobs)
        {
            await connection.GetDatabase().SortedSetAddAsync(Waiting, job, 1, SortedSetWhen.Exists);
        }

        await Eventually.TrueAsync(async () => await AgainAsync() == 1, cancellationToken: Cancellation);
        Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync(await PostAsync(worker, WorkerHost.Tenant, 960)));
        Assert.Equal(1, await AgainAsync());

        wall.Stop();
        foreach (var job in jobs)
        {
            Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync(job));
        }

        async Task<int> AgainAsync() =>
            (await Task.WhenAll(jobs.Select(job => connection.GetDatabase().HashExistsAsync($"connector:{{0}}:job:{job}", "deliveries")))).Count(again => again);
    }

    private static string[] Describe(TenantFolder folder, TcpListener wall, int tenants)
    {
        folder.Write("refresh-token", "sandbox-refresh-token\n");
        string[] all = [.. Enumerable.Range(1, tenants).Select(n => $"Cust3{n:0000}")];
        foreach (var tenant in all)
        {
            folder.Write($"{tenant}.json", $$"""
                {
                  "SuperOffice": {
                    "LoginUrl": "http://{{wall.LocalEndpoint}}", "ClientId": "c", "ClientSecret": "s", "RefreshTokenFile": "refresh-token", "Timeout": "00:02:00"
                  },
                  "Tenant": { "Mode": "observe" }
                }
                """);
        }

        return all;
    }

    private Task<WorkerHost> StartAsync(TenantFolder folder, string redis) => WorkerHost.StartAsync(
        World, services => services.AddSingleton<TimeProvider>(new Patient()), redis,
        settings: [.. folder.Settings.Select(setting => (setting.Key, setting.Value!)), ("Jobs:Lease", "00:03:00"), ("Worker:DecisionBatch", "2"), ("Worker:LongestWait", "00:00:00.200")]);

    private static Task<string> PostAsync(WorkerHost worker, string tenant, int contact) =>
        worker.PostAsync("contact.changed", contact, ["no such column"], tenant: tenant);

    /// <summary>Whoever waits for a login waits for ever, so that it does not matter how long the test takes.</summary>
    private sealed class Patient : TimeProvider
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Patience ? Timeout.InfiniteTimeSpan : dueTime, period);
    }
}
