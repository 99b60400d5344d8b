using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Journal;
using Connector.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Dashboard.Tests;

/// <summary>What is held of somebody, for requests for access.</summary>
public sealed class SubjectTests(RedisFixture redis) : DashboardTest(redis), IDisposable
{
    private readonly string _journals = Directory.CreateTempSubdirectory("connector-subjects-").FullName;

    public void Dispose() => Directory.Delete(_journals, recursive: true);

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData(DashboardHost.OperatorKey, HttpStatusCode.OK)]
    public async Task Peoples_data_are_exported_to_an_operator_only(string? key, HttpStatusCode expected)
    {
        using var response = await AskAsync(Host, key);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            Assert.True(response.Headers.CacheControl!.NoStore);
            var data = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.Equal(("person:981", 0), (Text(data, "entity"), data.GetProperty("jobs").GetArrayLength()));
            Assert.Equal(JsonValueKind.Null, data.GetProperty("snapshots").ValueKind);
        }
    }

    [Fact]
    public async Task Entries_of_the_workers_journals_are_told_where_they_can_be_read()
    {
        using (var writer = new JournalWriter(_journals, 1_000_000))
        {
            await writer.AppendAsync(Hosting.Story.Tenant, Entry("person:981", "Geheimrat"), Cancel);
            await writer.AppendAsync(Hosting.Story.Tenant, Entry("person:982", "Colleague"), Cancel);
        }

        await using var host = DashboardHost.Start(Redis, snapshotDirectory: _journals);
        using var response = await AskAsync(host, DashboardHost.OperatorKey);

        var line = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("snapshots").EnumerateArray().ToList());
        Assert.Equal("Geheimrat", line.GetProperty("old").GetProperty("SuperOffice:20").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Entries_of_other_machines_journals_are_asked_for_and_those_that_do_not_answer_are_named(bool withDirectory)
    {
        var there = Path.Combine(_journals, "there");
        using (var writer = new JournalWriter(there, 1_000_000))
        {
            await writer.AppendAsync(Hosting.Story.Tenant, Entry("person:981", "elsewhere"), Cancel);
        }

        using (var writer = new JournalWriter(_journals, 1_000_000))
        {
            await writer.AppendAsync(Hosting.Story.Tenant, Entry("person:981", "here"), Cancel);
        }

        await using var host = DashboardHost.Start(Redis, snapshotDirectory: withDirectory ? _journals : "");
        var (directories, questions) = (host.Services.GetRequiredService<JournalDirectories>(), host.Services.GetRequiredService<JournalQuestions>());
        if (withDirectory)
        {
            await directories.SeenAsync(await JournalIdentity.OfAsync(_journals, Cancel), "here", Cancel);
        }

        var id = await JournalIdentity.OfAsync(there, Cancel);
        await directories.SeenAsync(id, "there", Cancel);
        await host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().HashSetAsync("connector:{0}:journals", "gone", """{"host":"burnt","seenAt":1000}""");
        var asking = AskAsync(host, DashboardHost.OperatorKey);
        await Eventually.TrueAsync(
            async () =>
            {
                await questions.AnswerAllAsync(id, _ => Task.FromResult(JournalReading.Open(there)), Cancel);
                return asking.IsCompleted;
            },
            cancellationToken: Cancel);

        using var response = await asking;
        var data = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var olds = data.GetProperty("snapshots").EnumerateArray().Select(entry => entry.GetProperty("old").GetProperty("SuperOffice:20").GetString()).Order();
        Assert.Equal(withDirectory ? ["elsewhere", "here"] : ["elsewhere"], olds);
        Assert.Contains("The journal of burnt", Assert.Single(data.GetProperty("missing").EnumerateArray().ToList()).GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("newer", "it has format 99")]
    [InlineData("damaged", "it is damaged")]
    [InlineData("not taken over", "start a worker")]
    public async Task Files_that_cannot_be_understood_are_no_empty_answer(string what, string why)
    {
        var journal = Path.Combine(_journals, "1.journal.db");
        switch (what)
        {
            case "newer":
                await using (var newer = new SqliteConnection($"Data Source={journal};Pooling=False"))
                {
                    await newer.OpenAsync(Cancel);
                    await using var command = newer.CreateCommand();
                    command.CommandText = "PRAGMA user_version = 99";
                    await command.ExecuteNonQueryAsync(Cancel);
                }

                break;
            case "damaged":
                await File.WriteAllTextAsync(journal, new string('x', 5000), Cancel);
                break;
            default:
                await File.WriteAllTextAsync(Path.Combine(_journals, $"{Hosting.Story.Tenant}.20261128.worker-1.1.jsonl"), """{"layout":1}""" + "\n", Cancel);
                break;
        }

        await using var host = DashboardHost.Start(Redis, snapshotDirectory: _journals);

        using var response = await AskAsync(host, DashboardHost.OperatorKey);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var detail = await DetailAsync(response);
        Assert.Contains(why, detail, StringComparison.Ordinal);
        Assert.Contains("Dashboard:SnapshotDirectory", detail, StringComparison.Ordinal);
    }

    private static JournalEntry Entry(string entity, string old) => new()
    {
        At = DateTimeOffset.UnixEpoch,
        Entity = entity,
        Account = "c7",
        Fence = 1,
        Run = "r1",
        Old = new Dictionary<string, string?> { ["SuperOffice:20"] = old },
        New = new Dictionary<string, string> { ["SuperOffice:20"] = "Buyer" },
    };

    private static async Task<HttpResponseMessage> AskAsync(DashboardHost host, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/subjects/Cust10001/person:981");
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return await host.Client.SendAsync(request, Cancel);
    }
}
