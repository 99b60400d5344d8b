using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Connector.Dashboard.History;
using Connector.Dashboard.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Dashboard.Tests.History;

public sealed class HistoryKillTests
{
    private const int EventsPerKill = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_loses_nothing_and_repeats_nothing()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var kills = Tiers.Pick(quick: 0, ci: 4, deep: 60);
        var directory = Directory.CreateTempSubdirectory("connector-history-");
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancel);
        await using (var other = DashboardHost.Start(redis))
        {
            var (story, contact) = (new Story(other.Services), 0);
            await story.KnowAsync(Story.Tenant);
            for (var kill = 0; kill < kills; kill++)
            {
                using var process = Start(redis, directory.FullName, out var address);
                using var client = new HttpClient { BaseAddress = address };
                await Eventually.TrueAsync(async () => await StatusAsync(client) == HttpStatusCode.OK, TimeSpan.FromMinutes(2), cancellationToken: Cancel);

                // It writes while they come, whenever that is: it is killed in the middle of one of its rounds, or between two.
                for (var i = 0; i < EventsPerKill; i++)
                {
                    await story.SkipAsync(++contact);
                    _ = i % 7 == kill % 7 ? await StatusAsync(client) : default;
                }

                process.Kill();
                await process.WaitForExitAsync(Cancel);
            }
        }

        await using (var host = DashboardHost.Start(redis, historyDirectory: directory.FullName))
        {
            var (met, after) = (new List<string>(), "");
            do
            {
                var part = await host.Client.GetFromJsonAsync<JsonElement>($"/api/runs?take=500&status=skipped{after}", Cancel);
                met.AddRange(part.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("account").GetString()!));
                after = part.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : "";
            }
            while (after.Length > 0);
            Assert.Equal(Enumerable.Range(1, kills * EventsPerKill).Select(contact => $"c{contact}").Order(StringComparer.Ordinal), met.Order(StringComparer.Ordinal));
        }

        using (var table = HistoryTable.Open(Path.Combine(directory.FullName, "history.db")))
        {
            table.CheckIndex();
        }

        directory.Delete(recursive: true);
    }

    private static Process Start(RedisServer redis, string directory, out Uri address)
    {
        address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Connector.Dashboard.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["ConnectionStrings__redis"] = redis.ConnectionString,
                ["Jobs__Profile"] = "sandbox",
                ["Dashboard__History__Directory"] = directory,
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/api/runs?take=1", UriKind.Relative), Cancel);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }
}
