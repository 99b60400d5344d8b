using System.Net;
using Connector.Dashboard.Tests.Hosting;

namespace Connector.Dashboard.Tests;

/// <summary>Whatever a person changes leaves one entry: who, what, to what, and why. What is run leaves its own: see OperateTests.</summary>
public sealed class OperationTests(RedisFixture redis) : DashboardTest(redis)
{
    [Fact]
    public async Task Every_change_leaves_one_entry_and_what_changed_nothing_leaves_none()
    {
        await using var connection = await Redis.ConnectAsync();
        await connection.GetDatabase().HashSetAsync("connector:{0}:loss", [new("kind", "emptied"), new("since", 1_790_000_000_000)]);
        var said = new List<string>();
        foreach (var (path, more, entry) in new[]
        {
            ("/api/drain", ",\"on\":true", "drain  "),
            ("/api/drain", ",\"on\":true", ""),
            ("/api/drain", ",\"on\":false", "undrain  "),
            ($"{Tenant}/hold", ",\"reason\":\"migration\"", "hold Cust10001 migration"),
            ($"{Tenant}/resume", "", "resume Cust10001 migration"),
            ($"{Tenant}/mode", ",\"mode\":\"observe\",\"reason\":\"odd\"", "mode Cust10001 observe: odd"),
            ($"{Tenant}/mode", ",\"mode\":\"observe\",\"reason\":\"odd\"", ""),
            ($"{Tenant}/write-stop", ",\"on\":true,\"reason\":\"odd\"", "stop-writes Cust10001 odd"),
            ($"{Tenant}/write-stop", ",\"on\":false", "allow-writes Cust10001 "),
            ("/api/write-stop", ",\"on\":true", "stop-writes  "),
            ("/api/write-stop", ",\"on\":false", "allow-writes  "),
            ("/api/loss/accept", "", "end-loss  accepted"),
            ("/api/loss/accept", "", ""),
        })
        {
            using var response = await PostAsync(path, $"{{\"by\":\"Anna\"{more}}}");
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent, $"{path}: {response.StatusCode}");
            if (entry.Length > 0)
            {
                said.Insert(0, $"Anna {entry}");
            }

            var now = await OperationsAsync();
            Assert.Equal((path, said.Count), (path, now.Count));
            Assert.True(said.Count == 0 || now[0].StartsWith(said[0], StringComparison.Ordinal), $"{path}: '{now[0]}' instead of '{said[0]}'");
        }
    }
}
