using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Connector.Enricher.Tests;

/// <summary>The service as it is deployed: a process, set up by its environment.</summary>
public sealed partial class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_healthy_on_both_endpoints_although_the_company_explorer_is_away()
    {
        using var process = Start(new() { ["Explorer__BaseUrl"] = "http://127.0.0.1:9", ["Explorer__UserName"] = "user", ["Explorer__Password"] = "password" });
        try
        {
            var (grpc, http) = await ReadAddressesAsync(process);

            using var client = new HttpClient { BaseAddress = http };
            Assert.Equal("Healthy", Testing.HealthAnswer.StatusOf(await client.GetStringAsync("/health", _ct)));
            Assert.Equal("Healthy", Testing.HealthAnswer.StatusOf(await client.GetStringAsync("/alive", _ct)));

            using var channel = GrpcChannel.ForAddress(grpc);
            var health = new Health.HealthClient(channel);
            foreach (var service in new[] { "", "connector.enrichment.v1.EnrichmentService" })
            {
                var answer = await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: _ct);
                Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
            }

            using var wrong = await client.GetAsync("/connector.enrichment.v1.EnrichmentService/EnrichContact", _ct);
            Assert.NotEqual(HttpStatusCode.OK, wrong.StatusCode);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(_ct);
        }
    }

    [Fact]
    public async Task It_does_not_start_without_settings_and_says_which()
    {
        using var process = Start([]);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(_ct), process.StandardError.ReadToEndAsync(_ct));
        await process.WaitForExitAsync(_ct).WaitAsync(Patience, _ct);

        var printed = string.Concat(await output);
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("Explorer:BaseUrl must be", printed, StringComparison.Ordinal);
        Assert.Contains("Set Explorer:UserName and Explorer:Password, or Explorer:ApiKey.", printed, StringComparison.Ordinal);
    }

    private static Process Start(Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Connector.Enricher.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Kestrel__Endpoints__grpc__Url"] = "http://127.0.0.1:0",
                ["Kestrel__Endpoints__http__Url"] = "http://127.0.0.1:0",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The enricher could not be started.");
    }

    private async Task<(Uri Grpc, Uri Http)> ReadAddressesAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(_ct).AsTask().WaitAsync(Patience, _ct) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return (new Uri(match.Groups[1].Value), new Uri(match.Groups[2].Value));
            }
        }

        throw new InvalidOperationException("The enricher ended: " + await process.StandardError.ReadToEndAsync(_ct));
    }

    [GeneratedRegex("listens on (http://[0-9.:]+), (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
