using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Snapshots;

namespace Connector.Dashboard.Tests;

/// <summary>What is held of somebody, for requests for access.</summary>
public sealed class SubjectTests(RedisFixture redis) : DashboardTest(redis), IDisposable
{
    private readonly string _snapshots = Directory.CreateTempSubdirectory("connector-subjects-").FullName;

    public void Dispose() => Directory.Delete(_snapshots, recursive: true);

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
    public async Task Lines_of_the_workers_snapshot_files_are_told_where_they_can_be_read()
    {
        using (var writer = new SnapshotWriter(_snapshots, Hosting.Story.Tenant, "worker-1", 100_000, 1_000_000, TimeProvider.System))
        {
            await writer.AppendAsync(Line("person:981", "Geheimrat"), Cancel);
            await writer.AppendAsync(Line("person:982", "Colleague"), Cancel);
        }

        await using var host = DashboardHost.Start(Redis, snapshotDirectory: _snapshots);
        using var response = await AskAsync(host, DashboardHost.OperatorKey);

        var line = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("snapshots").EnumerateArray().ToList());
        Assert.Equal("Geheimrat", line.GetProperty("old").GetProperty("SuperOffice:20").GetString());
    }

    [Fact]
    public async Task Files_that_cannot_be_understood_are_no_empty_answer()
    {
        await File.WriteAllTextAsync(Path.Combine(_snapshots, $"{Hosting.Story.Tenant}.20261128.worker-1.1.jsonl"), """{"layout":99}""" + "\n", Cancel);
        await using var host = DashboardHost.Start(Redis, snapshotDirectory: _snapshots);

        using var response = await AskAsync(host, DashboardHost.OperatorKey);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("Dashboard:SnapshotDirectory", await DetailAsync(response), StringComparison.Ordinal);
    }

    private static SnapshotLine Line(string entity, string old) => new()
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
