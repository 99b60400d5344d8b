using System.Diagnostics;
using System.Globalization;
using Connector.Dashboard.History;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Runs;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Dashboard.Tests.History;

/// <summary>Measures lists of a large history while events come in. Times are written, and judged by people: docs/reliability.md has them.</summary>
public sealed class HistorySizeTests
{
    private const int PerTransaction = 2_000;
    private const int EventsPerSecond = 100;
    private const int AtATime = 10;

    private static readonly string[] Queries =
    [
        "", "status=failed", "status=proposed", "tenant=Cust10001", "tenant=Cust10001&status=failed&since=24h", "reason=refused", "error=refused&trigger=contact.created", "q=werk",
        "q=contact:4711", "q=event-4711", "q=machines+saxony", "q=kind+996+founded", "q=nothing+of+the+kind", "q=drehbank+4711", "sort=cost", "sort=latency&q=machines", "until=30d",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_filters_and_searches_of_a_large_history_are_measured_while_events_come_in()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var (runs, times) = (Tiers.Pick(quick: 0, ci: 50_000, deep: 1_000_000), Tiers.Pick(quick: 0, ci: 10, deep: 60));
        var directory = Directory.CreateTempSubdirectory("connector-history-");
        try
        {
            var began = Stopwatch.StartNew();
            Fill(Path.Combine(directory.FullName, "history.db"), runs);
            Write(string.Create(CultureInfo.InvariantCulture, $"{runs:N0} runs written in {began.Elapsed.TotalSeconds:F0} s, {directory.GetFiles().Sum(file => file.Length) / 1e6:N0} MB"));

            using (var table = HistoryTable.OpenToRead(Path.Combine(directory.FullName, "history.db")))
            {
                foreach (var query in new[] { new RunQuery(), new RunQuery { Status = SyncRunStatus.Failed }, new RunQuery { Text = "machines saxony" }, new RunQuery { Text = "werk" }, new RunQuery { Sort = RunSort.Cost } })
                {
                    _ = HistoryReading.List(table, query);
                    var alone = Stopwatch.StartNew();
                    _ = HistoryReading.List(table, query);
                    Write(string.Create(CultureInfo.InvariantCulture, $"{alone.Elapsed.TotalMilliseconds,6:F0} ms alone, {query.Text} {query.Status} {query.Sort}"));
                }
            }

            await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
            await using var host = DashboardHost.Start(redis, historyDirectory: directory.FullName);
            var story = new Story(host.Services);
            await story.KnowAsync(Story.Tenant);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var (events, sending) = (SendAsync(story, enough.Token), Stopwatch.StartNew());
            // What was there before it is read first.
            (await host.Client.GetAsync(new Uri("/api/runs", UriKind.Relative), Cancel)).Dispose();
            foreach (var query in Queries)
            {
                await MeasureAsync(host, query, times);
            }

            await enough.CancelAsync();
            var sent = await events;
            Assert.InRange(sent, 1, int.MaxValue);
            Write(string.Create(CultureInfo.InvariantCulture, $"{sent / sending.Elapsed.TotalSeconds:F0} events a second; {Process.GetCurrentProcess().WorkingSet64 / 1e6:N0} MB of memory, tests included"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Fill(string path, int runs)
    {
        using var table = HistoryTable.Open(path);
        var now = TimeProvider.System.GetUtcNow();
        SyncRunStatus[] statuses = [SyncRunStatus.Completed, SyncRunStatus.Skipped, SyncRunStatus.Unchanged, SyncRunStatus.Completed, SyncRunStatus.Proposed];
        foreach (var part in Enumerable.Range(1, runs).Chunk(PerTransaction))
        {
            table.Transact(() =>
            {
                foreach (var number in part)
                {
                    var status = number % 1000 == 0 ? SyncRunStatus.Failed : statuses[number % statuses.Length];
                    table.Put(
                        HistoryTableTests.Run(number, now.AddSeconds(-20.0 * (runs - number) - 60), $"{(number % 7 == 0 ? "Werkzeug" : "Drehbank")} {number} GmbH", status, $"Cust{10_001 + (number % 3)}", number % 100 / 1000m), 1);
                }
            });
        }
    }

    private static async Task<int> SendAsync(Story story, CancellationToken enough)
    {
        var (sent, began) = (0, Stopwatch.StartNew());
        while (!enough.IsCancellationRequested)
        {
            await story.SkipManyAsync(2_000_000 + sent, AtATime);
            sent += AtATime;
            var early = TimeSpan.FromSeconds((double)sent / EventsPerSecond) - began.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, CancellationToken.None);
            }
        }

        return sent;
    }

    private static async Task MeasureAsync(DashboardHost host, string query, int times)
    {
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await host.Client.GetAsync(new Uri($"/api/runs?{query}", UriKind.Relative), Cancel);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(Cancel);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        took.Sort();
        Write(string.Create(CultureInfo.InvariantCulture, $"{took[took.Count / 2],6:F0} ms median {took[(int)Math.Ceiling(took.Count * 0.99) - 1],6:F0} ms p99  /api/runs?{query}"));
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
