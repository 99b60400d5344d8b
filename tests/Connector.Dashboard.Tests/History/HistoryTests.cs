using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Connector.Dashboard.History;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Epochs;
using Connector.Testing;
using Connector.Testing.Redis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Dashboard.Tests.History;

/// <summary>What the history keeps while Redis, its file and its process come and go.</summary>
[Collection(SharedRedis.Name)]
public sealed class HistoryTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Prefix = "connector:{0}:";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-history-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string HistoryFile => Path.Combine(_directory.FullName, "history.db");

    public async ValueTask InitializeAsync() => await redis.FlushAsync();

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_Redis_forgets_stays_over_a_restart_with_all_that_was_known()
    {
        var id = "";
        await using (var host = Start())
        {
            id = await new Story(host.Services).CompleteAsync(4711, "Drehbank Works");
            Assert.Equal(["c4711"], await FoundAsync(host, ""));
        }

        await ForgetAsync(id);
        await using var later = Start();
        await new Story(later.Services).CompleteAsync(4712, "Second");

        Assert.Equal(["c4712", "c4711"], await FoundAsync(later, ""));
        Assert.Equal(["c4711"], await FoundAsync(later, "q=drehbank"));
        var run = await later.Client.GetFromJsonAsync<JsonElement>($"/api/runs/{id}", Cancel);
        Assert.Equal(3, run.GetProperty("jobs").GetArrayLength());
        Assert.Equal("a human changed it", run.GetProperty("reports")[0].GetProperty("fields")[2].GetProperty("why").GetString());
        Assert.Contains("Drehbank Works", await later.Client.GetStringAsync(new Uri($"/runs/{Guid.Parse(id)}", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ended_while_it_was_away_and_is_gone_by_then_is_known_by_the_ends_of_its_jobs()
    {
        var id = "";
        await using (var other = DashboardHost.Start(redis))
        {
            var story = new Story(other.Services);
            await story.KnowAsync(Story.Tenant);
            id = await story.CompleteAsync(4711, "Drehbank Works");
        }

        await ForgetAsync(id);
        await using var host = Start();
        var run = Assert.Single((await host.Client.GetFromJsonAsync<JsonElement>("/api/runs?q=contact:4711&status=completed&reason=written", Cancel)).GetProperty("items").EnumerateArray());
        Assert.Equal((id, 3, 2), (run.GetProperty("id").GetString(), run.GetProperty("jobs").GetProperty("completed").GetInt32(), run.GetProperty("triggers").GetProperty("contact.changed").GetInt32()));
    }

    [Fact]
    public async Task Runs_under_way_are_there_at_once_with_every_change()
    {
        await using var host = Start();
        var story = new Story(host.Services);
        foreach (var step in new (Func<Task> Do, string Status)[]
        {
            (() => story.AttachAsync(4711, "contact.created"), "processing"),
            (() => story.ProposeAgainAsync(), "proposed"),
            (() => story.AttachAsync(4711, "contact.changed"), "processing"),
        })
        {
            await step.Do();
            Assert.Equal(["c4711"], await FoundAsync(host, $"status={step.Status}"));
            Assert.Equal(["c4711"], await FoundAsync(host, ""));
        }
    }

    [Fact]
    public async Task Without_a_directory_the_newest_runs_of_Redis_are_found()
    {
        await using var host = DashboardHost.Start(redis);
        var story = new Story(host.Services);
        await story.CompleteAsync(4711, "Drehbank Works");
        await story.SkipAsync(4712);
        Assert.Equal(["c4711"], await FoundAsync(host, "q=drehbank"));
        Assert.Equal("Healthy", await HealthAsync(host));

        await story.EraseAsync(4711);
        Assert.Equal([], await FoundAsync(host, "q=drehbank"));
        Assert.Equal(["c4711", "c4712"], await FoundAsync(host, ""));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_used_is_said_by_the_health_and_the_list_goes_on()
    {
        var blocked = Path.Combine(_directory.FullName, "file");
        await File.WriteAllTextAsync(blocked, "", Cancel);
        await using var host = DashboardHost.Start(redis, historyDirectory: blocked);
        await new Story(host.Services).CompleteAsync(4711, "Drehbank Works");

        Assert.Equal(["c4711"], await FoundAsync(host, "q=drehbank"));
        Assert.Equal("Degraded", await HealthAsync(host));
    }

    [Fact]
    public async Task A_second_dashboard_does_not_use_the_same_directory_and_takes_over_when_the_first_is_gone()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var first = Start();
        await new Story(first.Services).CompleteAsync(4711, "Drehbank Works");
        Assert.Equal(["c4711"], await FoundAsync(first, ""));
        await using var second = Start();
        Assert.Equal(["c4711"], await FoundAsync(second, "q=drehbank"));
        Assert.Equal("Degraded", await HealthAsync(second));

        await first.DisposeAsync();
        await Eventually.TrueAsync(async () => await HealthAsync(second) == "Healthy", cancellationToken: Cancel);
        Assert.Equal(["c4711"], await FoundAsync(second, "q=drehbank"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("no database")]
    [InlineData("damaged inside")]
    [InlineData("cut off")]
    [InlineData("empty")]
    [InlineData("rows that nobody can read")]
    public async Task A_file_that_is_gone_or_damaged_is_made_anew_from_what_Redis_holds(string what)
    {
        await using (var host = Start())
        {
            var story = new Story(host.Services);
            for (var contact = 1; contact <= 20; contact++)
            {
                await story.CompleteAsync(contact, $"Drehbank {contact}");
            }

            Assert.Equal(20, (await FoundAsync(host, "")).Count);
        }

        Damage(what);
        await using var later = Start();
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await later.Client.GetAsync(new Uri("/api/runs?q=drehbank&take=500", UriKind.Relative), Cancel);
                return answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("items").GetArrayLength() == 20;
            },
            cancellationToken: Cancel);
    }

    [Fact]
    public async Task Runs_that_Redis_lost_are_marked_and_those_it_has_again_stand_there_once()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var own = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using var host = DashboardHost.Start(own, historyDirectory: _directory.FullName);
        var (story, watch) = (new Story(host.Services), host.Services.GetRequiredService<EpochWatch>());
        var kept = await story.CompleteAsync(4711, "Kept");
        await watch.LookAsync(Cancel);
        var backup = own.BackUp();
        var lost = await story.CompleteAsync(4712, "Lost");
        await watch.LookAsync(Cancel);
        Assert.Equal(["c4712", "c4711"], await FoundAsync(host, ""));
        await own.RestoreAsync(backup, Cancel);

        await Eventually.TrueAsync(async () => (await RunsAsync(host)).Any(run => run.TryGetProperty("lostAt", out var at) && at.ValueKind == JsonValueKind.String), cancellationToken: Cancel);
        var runs = await RunsAsync(host);
        Assert.Equal([(lost, true), (kept, false)], runs.Select(run => (run.GetProperty("id").GetString(), run.GetProperty("lostAt").ValueKind == JsonValueKind.String)));
        Assert.Equal(["c4712"], await FoundAsync(host, "q=lost"));

        await story.CompleteAsync(4712, "Lost");
        Assert.Equal(["c4712", "c4712", "c4711"], await FoundAsync(host, ""));
    }

    [Fact]
    public async Task An_emptied_Redis_leaves_all_of_it_marked()
    {
        await using var host = Start();
        var story = new Story(host.Services);
        await story.CompleteAsync(4711, "Drehbank Works");
        await story.AttachAsync(4712, "contact.created");
        Assert.Equal(2, (await RunsAsync(host)).Count);

        await host.Services.GetRequiredService<EpochWatch>().LookAsync(Cancel);
        await redis.FlushAsync();
        await host.Services.GetRequiredService<EpochWatch>().LookAsync(Cancel);

        await Eventually.TrueAsync(async () => (await RunsAsync(host)).All(run => run.TryGetProperty("lostAt", out var at) && at.ValueKind == JsonValueKind.String), cancellationToken: Cancel);
        Assert.Equal(["c4712", "c4711"], await FoundAsync(host, ""));
    }

    [Fact]
    public async Task An_erasure_is_not_over_before_the_history_is_clean()
    {
        await using (var host = Start())
        {
            var story = new Story(host.Services);
            await story.CompleteAsync(4711, "Drehbank Unternehmen");
            await story.CompleteAsync(4712, "Blechwerk");
            Assert.Equal(2, (await FoundAsync(host, "")).Count);
        }

        Assert.True(Holds("Drehbank Unternehmen"));
        await using (var other = DashboardHost.Start(redis))
        {
            await new Story(other.Services).EraseAsync(4711);
            Assert.StartsWith("history-", Assert.Single(await MissingAsync(other)), StringComparison.Ordinal);
        }

        await using (var back = Start())
        {
            await Eventually.TrueAsync(async () => (await MissingAsync(back)).Count == 0, cancellationToken: Cancel);
            Assert.Equal([], await FoundAsync(back, "q=drehbank"));
            Assert.Equal(["c4712"], await FoundAsync(back, "q=blechwerk"));
            Assert.Equal(["c4711", "c4712"], await FoundAsync(back, ""));
            var id = (await RunsAsync(back))[0].GetProperty("id").GetString();
            Assert.DoesNotContain("Drehbank", await back.Client.GetStringAsync(new Uri($"/api/runs/{id}", UriKind.Relative), Cancel), StringComparison.Ordinal);

            // No byte of it, in the file or its log, while it is in use.
            Assert.False(Holds("Drehbank Unternehmen"));
            Assert.False(Holds("drehbank"));
            Assert.False(Holds("unternehmen"));
        }

        Assert.True(Holds("Blechwerk"));
    }

    [Fact]
    public async Task A_deleted_contact_takes_all_its_runs_off_the_list()
    {
        await using var host = Start();
        var story = new Story(host.Services);
        await story.CompleteAsync(4711, "Drehbank Works");
        await story.SkipAsync(4712);
        Assert.Equal(2, (await FoundAsync(host, "")).Count);

        await story.HideAsync(4711);
        Assert.Equal(["c4712"], await FoundAsync(host, ""));
        Assert.Equal([], await FoundAsync(host, "q=drehbank"));
        var counts = (await host.Client.GetFromJsonAsync<JsonElement>("/api/runs", Cancel)).GetProperty("counts");
        Assert.Equal("{\"skipped\":1}", counts.GetRawText());
    }

    [Fact]
    public async Task Pages_meet_every_run_once_while_others_come_in()
    {
        await using var host = Start();
        var story = new Story(host.Services);
        for (var contact = 1; contact <= 20; contact++)
        {
            await story.SkipAsync(contact);
        }

        var (met, after, coming) = (new List<string>(), "", 100);
        do
        {
            var part = await host.Client.GetFromJsonAsync<JsonElement>($"/api/runs?take=6{after}", Cancel);
            met.AddRange(part.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("account").GetString()!));
            after = part.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : "";
            await story.SkipAsync(coming++);
        }
        while (after.Length > 0);
        Assert.Equal(Enumerable.Range(1, 20).Reverse().Select(contact => $"c{contact}"), met);
    }

    private DashboardHost Start() => DashboardHost.Start(redis, historyDirectory: _directory.FullName);

    private static async Task<IReadOnlyList<string>> FoundAsync(DashboardHost host, string query) =>
        [.. (await RunsAsync(host, query)).Select(run => run.GetProperty("account").GetString()!)];

    private static async Task<IReadOnlyList<JsonElement>> RunsAsync(DashboardHost host, string query = "") =>
        [.. (await host.Client.GetFromJsonAsync<JsonElement>($"/api/runs?{query}", Cancel)).GetProperty("items").EnumerateArray()];

    private static async Task<IReadOnlyList<string>> MissingAsync(DashboardHost host) =>
        [.. (await host.Client.GetFromJsonAsync<JsonElement>("/api/erasures", Cancel)).GetProperty("items")[0].GetProperty("missing").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];

    private static async Task<string> HealthAsync(DashboardHost host) => HealthAnswer.StatusOf(await host.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel));

    private bool Holds(string text) => _directory.GetFiles("history.db*").Where(file => !file.Name.EndsWith("-shm", StringComparison.Ordinal)).Any(file =>
    {
        using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        content.CopyTo(all);
        return all.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });

    private async Task ForgetAsync(string run)
    {
        await using var connection = await redis.ConnectAsync();
        var data = connection.GetDatabase();
        await data.KeyDeleteAsync([.. new[] { "", ":jobs", ":reports", ":timeline" }.Select(part => (RedisKey)$"{Prefix}run:{run}{part}")]);
        await data.SortedSetRemoveAsync(Prefix + "runs", run);
    }

    private void Damage(string what)
    {
        switch (what)
        {
            case "missing":
                File.Delete(HistoryFile);
                break;
            case "no database":
                File.WriteAllText(HistoryFile, new string('x', 20_000));
                break;
            case "cut off":
                using (var file = File.OpenWrite(HistoryFile))
                {
                    file.SetLength(file.Length / 2);
                }

                break;
            case "rows that nobody can read":
                using (var table = HistoryTable.Open(HistoryFile))
                {
                    table.Transact(() =>
                    {
                        using var command = table.Command("UPDATE runs SET row = '{'");
                        command.ExecuteNonQuery();
                    });
                }

                break;
            case "empty":
                File.WriteAllText(HistoryFile, "");
                break;
            default:
                var bytes = File.ReadAllBytes(HistoryFile);
                Array.Fill(bytes, (byte)0xAA, 4096, bytes.Length - 4096);
                File.WriteAllBytes(HistoryFile, bytes);
                break;
        }
    }
}
