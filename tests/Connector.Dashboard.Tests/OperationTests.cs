using System.Net;
using Connector.Dashboard.Tests.Hosting;

namespace Connector.Dashboard.Tests;

/// <summary>Whatever a person changes leaves one entry: who, what, to what, and to how much.</summary>
public sealed class OperationTests(RedisFixture redis) : DashboardTest(redis)
{
    [Fact]
    public async Task Every_change_leaves_one_entry_and_what_changed_nothing_leaves_none()
    {
        await Story.ProposeAsync(7);
        var written = await Story.WriteAsync(8);
        var ended = await Story.CompleteAsync(9, "Lathe Works");
        var (first, second) = (await Story.DieAsync(10), await Story.DieAsync(11));
        await using var connection = await Redis.ConnectAsync();
        await connection.GetDatabase().HashSetAsync("connector:{0}:loss", [new("kind", "emptied"), new("since", 1_790_000_000_000)]);
        var adoption = Text(await SendAsync($"{Tenant}/adopt", """{"by":"Look","all":true}"""), "id");
        await Story.CountAsync(adoption, ("contacts", 3), ("wouldAdopt", 5));
        var undo = Text(await SendAsync($"{Tenant}/undo/look", """{"by":"Look","fromSnapshots":true,"entity":"contact:8"}"""), "id");
        await Story.CountAsync(undo, ("records", 1), ("wouldRestore", 2));

        var said = new List<string>();
        foreach (var (path, more, entry) in new[]
        {
            ($"{Tenant}/proposals/approve", ",\"all\":true", "approve Cust10001 all, 1 proposals, batch "),
            ($"{Tenant}/undo", $",\"run\":\"{written}\"", "undo Cust10001 1 fields of 1 records, batch "),
            ($"{Tenant}/bulk/{undo}/run", "", "undo Cust10001 by the journal: 2 fields, 1 records looked at, batch "),
            ($"{Tenant}/bulk/{adoption}/run", "", "adopt Cust10001 all: 5 fields, 3 records looked at, batch "),
            ($"{Tenant}/bulk/{adoption}/run", "", ""),
            ($"{Tenant}/erase", ",\"entity\":\"person:4\"", "erase Cust10001 person:4"),
            ($"/api/jobs/{ended}/replay", ",\"how\":\"fresh\"", $"replay Cust10001 {ended}, fresh"),
            ($"/api/dead/{first}/release", "", $"release Cust10001 {first}"),
            ($"/api/dead/{first}/release", "", ""),
            ($"/api/dead/{second}/ignore", "", $"ignore Cust10001 {second}"),
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
