extern alias cli;

using System.Diagnostics;
using System.Text.RegularExpressions;
using Connector.Enrichment.V1;
using Connector.Testing;
using Connector.Testing.AppHosts;
using CommandLine = cli::Connector.Cli.CommandLine;

namespace Connector.Enricher.Tests.Explorer;

/// <summary>The example of docs/company-explorer.md, run as the document says: it keeps the rules, and the enricher can work with it.</summary>
public sealed partial class ExampleTests
{
    private const string Password = "correct-horse";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_strangers_explorer_passes_the_conformance_test_and_enriches()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        using var example = Start();
        var password = Path.GetTempFileName();
        try
        {
            var address = await AddressAsync(example);
            await File.WriteAllTextAsync(password, Password, _ct);
            using var says = new StringWriter();
            var exitCode = await CommandLine.RunAsync(
                ["explorer", "test", address.ToString(), "--user", "connector", "--password-file", password, "--ask"], says, says, _ct);
            Assert.True(exitCode == 0, says.ToString());

            await using var enricher = await EnricherHost.StartAsync(address, new() { ["Explorer:UserName"] = "connector", ["Explorer:Password"] = Password });
            var answer = await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
            Assert.Equal(EnrichContactResponse.OutcomeOneofCase.Enriched, answer.OutcomeCase);
            Assert.Contains("is a company", answer.Enriched.Summary, StringComparison.Ordinal);
        }
        finally
        {
            example.Kill(entireProcessTree: true);
            File.Delete(password);
        }
    }

    private static Process Start() => Process.Start(
        new ProcessStartInfo("dotnet", ["run", Path.Combine(Checkout.Root, "docs", "company-explorer-example.cs"), "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            Environment = { ["EXPLORER_PASSWORD"] = Password },
        })!;

    private async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(_ct).AsTask().WaitAsync(Patience, _ct) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException("The example ended before it listened.");
    }

    [GeneratedRegex("Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
